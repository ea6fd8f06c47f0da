using System.Buffers.Binary;
using DeferredSeg.Formats.Bytes;
using DeferredSeg.Formats.Errors;
using DeferredSeg.Formats.PyTorch.Pickle;
using DeferredSeg.Formats.PyTorch.Storages;
using DeferredSeg.Formats.PyTorch.Values;

namespace DeferredSeg.Formats.PyTorch.Legacy;

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
                $"the storage {Quoted.Text(claim.Key)} has {count} elements here, but {claim.ByteCount / claim.ElementSize} where byte {claim.ClaimedAt} refers to it"
            );
        if (claim.ByteCount > source.Length - at - CountBytes)
            throw source.Refuse(
                at,
                $"the storage {Quoted.Text(claim.Key)} takes {claim.ByteCount} bytes, {source.Length - at - CountBytes} are left; the file is truncated: fetch it again"
            );
    }
}
