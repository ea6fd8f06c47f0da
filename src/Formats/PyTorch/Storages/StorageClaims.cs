namespace DeferredSeg.Formats.PyTorch.Storages;

/// <summary>The storages that a pickle refers to, each once, in the order in which it first does.</summary>
internal sealed class StorageClaims
{
    private readonly Dictionary<string, StorageClaim> byKey = new(StringComparer.Ordinal);

    public IReadOnlyCollection<StorageClaim> All => byKey.Values;

    /// <summary>Adds, or gives the earlier claim that contradicts this one.</summary>
    public StorageClaim? Add(StorageClaim claim) =>
        byKey.TryAdd(claim.Key, claim) || byKey[claim.Key].ByteCount == claim.ByteCount ? null : byKey[claim.Key];

    public StorageClaim? Find(string key) => byKey.GetValueOrDefault(key);
}
