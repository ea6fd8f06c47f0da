namespace DeferredSeg.Formats.PyTorch.Pickle;

/// <summary>
/// Resolves the persistent ids by which a pickle refers to storages outside itself:
/// ('storage', class, key, location, element count[, view]).
/// </summary>
internal sealed class PersistentIds(PickleCursor cursor, StorageClaims claims)
{
    /// <summary>PyTorch's keys are decimal numbers.</summary>
    private const int LongestKey = 64;

    public PickleValue Resolve(PickleValue id, long at)
    {
        if (id is not PickleTuple tuple)
            throw cursor.Refuse(at, $"a persistent id is {id.Kind}, expected a tuple that names a storage");
        // Before PyTorch 1.6 a class of a module came with its source, which is passed over as the class is.
        if (tuple.Items is [PickleText { Value: "module" }, PickleReference type, PickleText, PickleText])
            return type;
        if (tuple.Items is [PickleText { Value: "module" }, ..])
            throw cursor.Refuse(at, "the file holds a whole module with its code, not weights; load it with PyTorch and save model.state_dict() instead");
        if (
            tuple.Items is not [PickleText { Value: "storage" }, PickleStorageClass kind, PickleText or PickleInteger, PickleText, PickleInteger, ..]
            || tuple.Items.Count > 6
        )
            throw cursor.Refuse(at, "a persistent id is not ('storage', class, key, location, element count)");

        PickleArguments arguments = new(cursor, "a storage", tuple, at);
        string key = Key(tuple.Items[2]);
        if (key.Length > LongestKey)
            throw cursor.Refuse(at, $"the key {Quoted.Text(key)} of a storage is longer than {LongestKey} characters");
        long bytes = Bytes(arguments, arguments.Integer(4, "element count"), kind);
        if (claims.Add(new StorageClaim(key, bytes, kind.ElementSize, at)) is { } other)
            throw cursor.Refuse(at, $"the storage {Quoted.Text(key)} has {bytes} bytes here, but {other.ByteCount} where byte {other.ClaimedAt} refers to it");
        if (arguments.Count < 6 || tuple.Items[5] is PickleNone)
            return new PickleStorage(key, kind.DType, 0, bytes);
        return View(arguments, key, kind, bytes);
    }

    /// <summary>A storage's key, which is a text or, in the oldest files, a number.</summary>
    public static string Key(PickleValue key) => key is PickleText text ? text.Value : ((PickleInteger)key).Value.ToString();

    /// <summary>Files of PyTorch before 0.4 name a part of a storage: (key of the part, offset, element count).</summary>
    private PickleStorage View(PickleArguments arguments, string key, PickleStorageClass kind, long bytes)
    {
        PickleArguments view = arguments.Nested(5, "view");
        view.RequireCount(3, 3);
        long offset = Bytes(view, view.Integer(1, "offset"), kind);
        long length = Bytes(view, view.Integer(2, "element count"), kind);
        return offset > bytes || length > bytes - offset
            ? throw view.Refuse($"of {length} bytes at {offset} exceeds the {bytes} bytes of the storage {Quoted.Text(key)}")
            : new PickleStorage(key, kind.DType, offset, length);
    }

    private static long Bytes(PickleArguments arguments, long count, PickleStorageClass kind) =>
        count >= 0 && count <= long.MaxValue / kind.ElementSize ? count * kind.ElementSize : throw arguments.Refuse($"has {count} elements");
}

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

/// <summary>What a pickle says of a storage, to be compared with what the file has.</summary>
/// <param name="Key">Its name within the file.</param>
/// <param name="ByteCount">The bytes it should have.</param>
/// <param name="ElementSize">The bytes of an element, in which a legacy file counts.</param>
/// <param name="ClaimedAt">Where the pickle says so.</param>
internal sealed record StorageClaim(string Key, long ByteCount, int ElementSize, long ClaimedAt);
