using System.Buffers.Binary;
using System.Text;
using DeferredSeg.Formats.Bytes;
using DeferredSeg.Formats.Errors;

namespace DeferredSeg.Formats.PyTorch.Zip;

/// <summary>
/// The central directory of a zip archive. Walked here rather than by ZipArchive because a tensor is read straight
/// from its place in the file, which ZipArchive does not tell.
/// </summary>
internal sealed class ZipDirectory
{
    private const uint EntrySignature = 0x02014b50;
    private const int EntryBytes = 46;
    private const int MostEntries = 100_000;
    private const int LongestName = 400;
    private const ushort Encrypted = 1;
    private const ushort Stored = 0;
    private const ushort Deflated = 8;

    private readonly Dictionary<string, ZipEntry> _byName = new(StringComparer.Ordinal);
    private readonly ByteSource _source;
    private readonly ZipEnd _end;

    private ZipDirectory(ByteSource source, ZipEnd end)
    {
        _source = source;
        _end = end;
    }

    public IEnumerable<ZipEntry> Entries => _byName.Values;

    /// <summary>The data of every entry end before this byte.</summary>
    public long StartsAt => _end.DirectoryAt;

    public static ZipDirectory Read(ByteSource source)
    {
        ZipEnd end = ZipEnd.Find(source);
        ZipDirectory directory = new(source, end);
        if (end.EntryCount is < 0 or > MostEntries)
            throw source.Refuse(end.DirectoryAt, $"the zip archive claims {end.EntryCount} entries; at most {MostEntries} are read");
        byte[] bytes = new byte[end.DirectoryLength];
        source.ReadExactly(end.DirectoryAt, bytes);
        int at = 0;
        for (long i = 0; i < end.EntryCount; i++)
            at += directory.Add(bytes.AsSpan(at), end.DirectoryAt + at);
        if (at != bytes.Length)
            throw source.Refuse(end.DirectoryAt + at, $"{bytes.Length - at} bytes follow the {end.EntryCount} entries of the zip archive's directory");
        return directory;
    }

    public ZipEntry? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Takes an entry; gives the length of its description.</summary>
    private int Add(ReadOnlySpan<byte> bytes, long at)
    {
        if (bytes.Length < EntryBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != EntrySignature)
            throw _source.Refuse(at, "no entry where the zip archive's directory should have one");
        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]);
        int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[30..]);
        int length = EntryBytes + nameLength + extraLength + BinaryPrimitives.ReadUInt16LittleEndian(bytes[32..]);
        if (length > bytes.Length)
            throw _source.Refuse(at, "an entry runs beyond the zip archive's directory");
        if (nameLength > LongestName)
            throw _source.Refuse(at, $"the name of an entry takes {nameLength} bytes; at most {LongestName} are read");
        string name = Encoding.UTF8.GetString(bytes.Slice(EntryBytes, nameLength));
        ZipEntry entry = Parse(name, bytes, new ZipExtra(bytes.Slice(EntryBytes + nameLength, extraLength)), at);
        if (!_byName.TryAdd(name, entry))
            throw _source.Refuse(at, $"the zip archive has the entry {Quoted.Text(name)} twice");
        return length;
    }

    private ZipEntry Parse(string name, ReadOnlySpan<byte> bytes, ZipExtra extra, long at)
    {
        if ((BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]) & Encrypted) != 0)
            throw _source.Refuse(at, $"the entry {Quoted.Text(name)} is encrypted");
        ushort method = BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]);
        if (method is not (Stored or Deflated))
            throw _source.Refuse(at, $"the entry {Quoted.Text(name)} is compressed by method {method}; stored (0) and deflated (8) are read");
        long? length = extra.Resolve(BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]));
        long? compressed = extra.Resolve(BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]));
        long? headerAt = extra.Resolve(BinaryPrimitives.ReadUInt32LittleEndian(bytes[42..]));
        if (length is not >= 0 || compressed is not >= 0 || headerAt is not >= 0)
            throw _source.Refuse(at, $"the zip64 lengths of the entry {Quoted.Text(name)} are missing or negative");
        if (method == Stored && length != compressed)
            throw _source.Refuse(at, $"the entry {Quoted.Text(name)} is stored, but claims {compressed} bytes in the file and {length} outside");
        return new ZipEntry(name, method == Deflated, compressed.Value, length.Value, headerAt.Value, at);
    }
}
