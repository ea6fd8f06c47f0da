using System.Text;
using DeferredSeg.Formats.PyTorch.Pickle;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.PyTorch;

/// <summary>
/// What torch.save has written since PyTorch 1.6: a zip archive with <c>STEM/data.pkl</c>, one entry
/// <c>STEM/data/KEY</c> per storage, and lately <c>STEM/byteorder</c>.
/// </summary>
internal static class ZipContainer
{
    private const string PickleName = "data.pkl";
    private const long MostInflatedPickle = 1 << 22;
    private const int LongestByteOrder = 16;

    public static PyTorchContent Read(ByteSource source)
    {
        ZipDirectory directory = ZipDirectory.Read(source);
        ZipData data = new(source, directory);
        ZipEntry pickle = FindPickle(directory, source);
        string stem = pickle.Name[..^PickleName.Length];
        if (directory.Find(stem + "constants.pkl") is { } script)
            throw source.Refuse(
                script.DescribedAt,
                "the file is a TorchScript archive, which holds code; load it with torch.jit.load and save its state_dict() with torch.save"
            );
        RequireLittleEndian(directory.Find(stem + "byteorder"), data);

        (ByteSource bytes, long start, long end) = data.Open(pickle, MostInflatedPickle + source.Length);
        PickleCursor cursor = new(bytes, start, end);
        StorageClaims claims = new();
        PickleValue root = PickleInterpreter.Run(cursor, new PickleBudget(bytes, source.Length), new PersistentIds(cursor, claims));
        if (cursor.Remaining != 0)
            throw cursor.Refuse(cursor.Position, $"{cursor.Remaining} bytes follow the pickle in {Quoted.Text(pickle.Name)}");
        return new PyTorchContent(root, Locate(claims, stem, directory, data, cursor));
    }

    private static ZipEntry FindPickle(ZipDirectory directory, ByteSource source)
    {
        ZipEntry[] pickles = [.. directory.Entries.Where(entry => entry.Name == PickleName || entry.Name.EndsWith("/" + PickleName, StringComparison.Ordinal))];
        return pickles.Length switch
        {
            1 => pickles[0],
            0 => throw source.Refuse(directory.StartsAt, $"the zip archive has no {PickleName}; it was not written by torch.save"),
            _ => throw source.Refuse(pickles[1].DescribedAt, $"the zip archive has {pickles.Length} entries named {PickleName}, where one is expected"),
        };
    }

    private static void RequireLittleEndian(ZipEntry? byteOrder, ZipData data)
    {
        if (byteOrder is null)
            return;
        (ByteSource bytes, long start, long end) = data.Open(byteOrder, LongestByteOrder);
        byte[] text = new byte[Math.Min(end - start, LongestByteOrder)];
        bytes.ReadExactly(start, text);
        string order = Encoding.Latin1.GetString(text);
        if (order != "little")
            throw bytes.Refuse(
                start,
                order == "big"
                    ? "the file was saved on a big-endian machine; load and save it again on a little-endian one"
                    : $"the byte order is {Quoted.Text(order)}, expected little"
            );
    }

    private static Dictionary<string, StorageBytes> Locate(StorageClaims claims, string stem, ZipDirectory directory, ZipData data, PickleCursor cursor)
    {
        Dictionary<string, StorageBytes> storages = new(StringComparer.Ordinal);
        foreach (StorageClaim claim in claims.All)
        {
            string name = $"{stem}data/{claim.Key}";
            ZipEntry entry =
                directory.Find(name)
                ?? throw cursor.Refuse(
                    claim.ClaimedAt,
                    $"the storage {Quoted.Text(claim.Key)} is referred to, but the archive has no entry {Quoted.Text(name)}"
                );
            if (entry.Length < claim.ByteCount || (entry.IsDeflated && entry.Length != claim.ByteCount))
                throw cursor.Refuse(claim.ClaimedAt, $"the storage {Quoted.Text(claim.Key)} takes {claim.ByteCount} bytes, but its entry has {entry.Length}");
            storages.Add(claim.Key, data.Storage(entry));
        }

        return storages;
    }
}
