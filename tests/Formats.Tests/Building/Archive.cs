using System.IO.Compression;

namespace DeferredSeg.Formats.Tests.Building;

/// <summary>Puts pickles and storages into the two containers of torch.save.</summary>
internal static class Archive
{
    public const string Stem = "archive";

    /// <summary>The zip form, stored; a key with a slash in it is a path within the archive.</summary>
    public static byte[] Zip(byte[] pickle, params (string Key, byte[] Bytes)[] storages) =>
        Zip(CompressionLevel.NoCompression, [($"{Stem}/data.pkl", pickle), .. storages.Select(storage => ($"{Stem}/data/{storage.Key}", storage.Bytes))]);

    public static byte[] Zip(CompressionLevel level, IEnumerable<(string Name, byte[] Bytes)> entries)
    {
        using MemoryStream file = new();
        using (ZipArchive archive = new(file, ZipArchiveMode.Create, leaveOpen: true))
            foreach ((string name, byte[] bytes) in entries)
            {
                using Stream entry = archive.CreateEntry(name, level).Open();
                entry.Write(bytes);
            }

        return file.ToArray();
    }

    /// <summary>The same entries, deflated.</summary>
    public static byte[] Deflated(byte[] zip) => Zip(CompressionLevel.Optimal, Entries(zip));

    /// <summary>The same entries, stored, with another pickle.</summary>
    public static byte[] WithPickle(byte[] zip, Func<byte[], byte[]> change) =>
        Zip(
            CompressionLevel.NoCompression,
            Entries(zip).Select(entry => entry.Name.EndsWith("/data.pkl", StringComparison.Ordinal) ? (entry.Name, change(entry.Bytes)) : entry)
        );

    /// <summary>The legacy form.</summary>
    public static byte[] Legacy(byte[] pickle, params (string Key, long Elements, byte[] Bytes)[] storages)
    {
        Pickle keys = Pickle.Protocol(2).Op(']').Op('(');
        foreach ((string key, _, _) in storages)
            keys.Text(key);
        Pickle file = new Pickle().Raw(LegacyHead()).Raw(pickle).Raw(keys.Op('e').Stop());
        foreach ((_, long elements, byte[] bytes) in storages)
            file.Int64(elements).Raw(bytes);
        return file.Stop()[..^1];
    }

    /// <summary>Magic number, protocol version and system of a little-endian machine.</summary>
    public static byte[] LegacyHead(int version = 1001, bool littleEndian = true) =>
        [
            .. Pickle.Protocol(2).Raw(0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19).Stop(),
            .. Pickle.Protocol(2).Integer(version).Stop(),
            .. Pickle.Protocol(2).Op('}').Text("little_endian").Raw((byte)(littleEndian ? 0x88 : 0x89)).Op('s').Stop(),
        ];

    private static IEnumerable<(string Name, byte[] Bytes)> Entries(byte[] zip)
    {
        using ZipArchive archive = new(new MemoryStream(zip));
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using MemoryStream bytes = new();
            using Stream stream = entry.Open();
            stream.CopyTo(bytes);
            yield return (entry.FullName, bytes.ToArray());
        }
    }
}
