using System.Buffers.Binary;
using System.Numerics;
using DeferredSeg.Formats.PyTorch.Pickle;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.PyTorch;

/// <summary>
/// What torch.save wrote before PyTorch 1.6, and still writes when asked: five pickles after one another (magic number,
/// protocol version, system, the object, the storages' keys), then each storage as its element count
/// (signed little-endian 64-bit) and its values.
/// </summary>
internal static class LegacyContainer
{
    private const int ProtocolVersion = 1001;

    /// <summary>The magic number 0x1950a86a20f9469cfc6c as a pickle writes it: little-endian.</summary>
    public static ReadOnlySpan<byte> MagicBytes => [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

    /// <summary>The same in the decimal text of protocols 0 and 1.</summary>
    public static ReadOnlySpan<byte> MagicText => "119547037146038801333356"u8;

    public static PyTorchContent Read(ByteSource source)
    {
        PickleCursor cursor = new(source, 0, source.Length);
        PickleBudget budget = new(source, source.Length);
        RequireInteger(cursor, budget, new BigInteger(MagicBytes), "magic number");
        RequireInteger(cursor, budget, ProtocolVersion, "protocol version");
        RequireLittleEndian(cursor, budget);

        StorageClaims claims = new();
        PickleValue root = PickleInterpreter.Run(cursor, budget, new PersistentIds(cursor, claims));
        long keysAt = cursor.Position;
        PickleValue keys = PickleInterpreter.Run(cursor, budget, null);
        return new PyTorchContent(root, LegacyStorages.Locate(source, cursor, claims, keys, keysAt));
    }

    private static void RequireInteger(PickleCursor cursor, PickleBudget budget, BigInteger expected, string what)
    {
        long at = cursor.Position;
        PickleValue found = PickleInterpreter.Run(cursor, budget, null);
        if (found is not PickleInteger { Value: var value })
            throw cursor.Refuse(at, $"{found.Kind} where the {what} {expected} belongs");
        if (value != expected)
            throw cursor.Refuse(at, $"the {what} is {Quoted.Text(value.ToString())}, expected {expected}");
    }

    private static void RequireLittleEndian(PickleCursor cursor, PickleBudget budget)
    {
        long at = cursor.Position;
        if (PickleInterpreter.Run(cursor, budget, null) is not PickleDictionary system)
            throw cursor.Refuse(at, "no dict where the description of the system belongs");
        if (system.TryGet("little_endian", out PickleValue? little) && little is not PickleBoolean { Value: true })
            throw cursor.Refuse(at, "the file was saved on a big-endian machine; load and save it again on a little-endian one");
    }
}

/// <summary>Finds the storages that follow the pickles of a legacy file, in the order of its list of keys.</summary>
internal static class LegacyStorages
{
    private const int CountBytes = 8;

    public static Dictionary<string, StorageBytes> Locate(ByteSource source, PickleCursor cursor, StorageClaims claims, PickleValue keys, long keysAt)
    {
        if (keys is not PickleList list)
            throw cursor.Refuse(keysAt, $"{keys.Kind} where the list of the storages' keys belongs");
        Dictionary<string, StorageBytes> storages = new(StringComparer.Ordinal);
        long at = cursor.Position;
        foreach (PickleValue item in list.Items)
        {
            if (item is not (PickleText or PickleInteger))
                throw cursor.Refuse(keysAt, $"{item.Kind} as a storage's key");
            string key = PersistentIds.Key(item);
            StorageClaim claim = claims.Find(key) ?? throw cursor.Refuse(keysAt, $"the storage {Quoted.Text(key)} is listed, but nothing refers to it");
            RequireCount(source, claim, at);
            at += CountBytes;
            if (!storages.TryAdd(key, new StoredBytes(source, at)))
                throw cursor.Refuse(keysAt, $"the storage {Quoted.Text(key)} is listed twice");
            at += claim.ByteCount;
        }

        if (claims.All.FirstOrDefault(claim => !storages.ContainsKey(claim.Key)) is { } missing)
            throw cursor.Refuse(missing.ClaimedAt, $"the storage {Quoted.Text(missing.Key)} is referred to, but the file does not list it");
        if (at != source.Length)
            throw cursor.Refuse(at, $"{source.Length - at} bytes follow the last storage, where the file should end");
        return storages;
    }

    private static void RequireCount(ByteSource source, StorageClaim claim, long at)
    {
        Span<byte> bytes = stackalloc byte[CountBytes];
        source.ReadExactly(at, bytes);
        long count = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        if (count != claim.ByteCount / claim.ElementSize)
            throw source.Refuse(
                at,
                $"the storage {Quoted.Text(claim.Key)} has {count} elements here, but {claim.ByteCount / claim.ElementSize} where byte "
                    + $"{claim.ClaimedAt} refers to it"
            );
        if (claim.ByteCount > source.Length - at - CountBytes)
            throw source.Refuse(
                at,
                $"the storage {Quoted.Text(claim.Key)} takes {claim.ByteCount} bytes, {source.Length - at - CountBytes} are left; "
                    + "the file is truncated: fetch it again"
            );
    }
}
