namespace DeferredSeg.Formats.PyTorch.Storages;

/// <summary>The storages that a pickle refers to, each once, in the order in which it first does.</summary>
internal sealed class StorageClaims
{
    private readonly Dictionary<string, StorageClaim> _byKey = new(StringComparer.Ordinal);

    public IReadOnlyCollection<StorageClaim> All => _byKey.Values;

    /// <summary>Adds, or gives the earlier claim that contradicts this one.</summary>
    public StorageClaim? Add(StorageClaim claim) =>
        _byKey.TryAdd(claim.Key, claim) || _byKey[claim.Key].ByteCount == claim.ByteCount ? null : _byKey[claim.Key];

    public StorageClaim? Find(string key) => _byKey.GetValueOrDefault(key);
}
