using System.Buffers.Binary;
using System.Text;

namespace DeferredSeg.Formats.PyTorch;

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

/// <summary>An entry as the central directory describes it.</summary>
/// <param name="Name">Its path within the archive.</param>
/// <param name="IsDeflated">Deflated, or else stored as it is.</param>
/// <param name="CompressedLength">Bytes in the file.</param>
/// <param name="Length">Bytes it claims to have when inflated.</param>
/// <param name="HeaderAt">Where its local header begins.</param>
/// <param name="DescribedAt">Where the central directory describes it; for messages.</param>
internal sealed record ZipEntry(string Name, bool IsDeflated, long CompressedLength, long Length, long HeaderAt, long DescribedAt);

/// <summary>The zip64 field of an entry, which holds those numbers that did not fit into 32 bits, in a fixed order.</summary>
internal ref struct ZipExtra
{
    private const ushort Zip64 = 1;
    private const int NumberBytes = 8;

    private ReadOnlySpan<byte> _numbers;

    public ZipExtra(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (length > extra.Length - 4)
                return;
            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == Zip64)
            {
                _numbers = extra.Slice(4, length);
                return;
            }

            extra = extra[(4 + length)..];
        }
    }

    /// <summary>The number itself, or the next of the 64-bit ones where it says so; null when that is missing.</summary>
    public long? Resolve(uint number)
    {
        if (number != uint.MaxValue)
            return number;
        if (_numbers.Length < NumberBytes)
            return null;
        long wide = BinaryPrimitives.ReadInt64LittleEndian(_numbers);
        _numbers = _numbers[NumberBytes..];
        return wide;
    }
}

/// <summary>The end of an archive, which says where its central directory lies.</summary>
/// <param name="DirectoryAt">The directory's first byte.</param>
/// <param name="DirectoryLength">Its length in bytes.</param>
/// <param name="EntryCount">How many entries it describes.</param>
internal sealed record ZipEnd(long DirectoryAt, long DirectoryLength, long EntryCount)
{
    private const uint Signature = 0x06054b50;
    private const uint LocatorSignature = 0x07064b50;
    private const uint Signature64 = 0x06064b50;
    private const int RecordBytes = 22;
    private const int LocatorBytes = 20;
    private const int Record64Bytes = 56;
    private const int LongestComment = ushort.MaxValue;

    public static ZipEnd Find(ByteSource source)
    {
        byte[] tail = new byte[Math.Min(source.Length, RecordBytes + LongestComment)];
        long tailAt = source.Length - tail.Length;
        source.ReadExactly(tailAt, tail);
        for (int i = tail.Length - RecordBytes; i >= 0; i--)
        {
            ReadOnlySpan<byte> record = tail.AsSpan(i);
            if (
                BinaryPrimitives.ReadUInt32LittleEndian(record) == Signature
                && BinaryPrimitives.ReadUInt16LittleEndian(record[20..]) == record.Length - RecordBytes
            )
                return Checked(Parse(source, tailAt + i, record), source, tailAt + i);
        }

        throw source.Refuse(source.Length, "the file begins as a zip archive but has no end record; it is truncated: fetch it again");
    }

    private static ZipEnd Parse(ByteSource source, long at, ReadOnlySpan<byte> record)
    {
        ushort entries = BinaryPrimitives.ReadUInt16LittleEndian(record[10..]);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(record[12..]);
        uint offset = BinaryPrimitives.ReadUInt32LittleEndian(record[16..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(record[4..]) != 0)
            throw source.Refuse(at, "the zip archive is split over several files");
        if (entries != ushort.MaxValue && length != uint.MaxValue && offset != uint.MaxValue)
            return new ZipEnd(offset, length, entries);
        return Parse64(source, at);
    }

    private static ZipEnd Parse64(ByteSource source, long at)
    {
        Span<byte> locator = stackalloc byte[LocatorBytes];
        source.ReadExactly(Math.Max(0, at - LocatorBytes), locator);
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) != LocatorSignature)
            throw source.Refuse(at, "the zip archive announces a zip64 end record but does not locate one");
        long recordAt = BinaryPrimitives.ReadInt64LittleEndian(locator[8..]);
        Span<byte> record = stackalloc byte[Record64Bytes];
        source.ReadExactly(recordAt, record);
        if (BinaryPrimitives.ReadUInt32LittleEndian(record) != Signature64)
            throw source.Refuse(recordAt, "no zip64 end record where the zip archive locates one");
        return new ZipEnd(
            BinaryPrimitives.ReadInt64LittleEndian(record[48..]),
            BinaryPrimitives.ReadInt64LittleEndian(record[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(record[32..])
        );
    }

    private static ZipEnd Checked(ZipEnd end, ByteSource source, long at) =>
        end.DirectoryAt >= 0 && end.DirectoryLength >= 0 && end.DirectoryAt <= at && end.DirectoryLength <= at - end.DirectoryAt
            ? end
            : throw source.Refuse(at, $"the zip archive's directory of {end.DirectoryLength} bytes at byte {end.DirectoryAt} does not lie in the file");
}
