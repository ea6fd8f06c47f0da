using System.Buffers.Binary;
using DeferredSeg.Formats.Bytes;

namespace DeferredSeg.Formats.PyTorch.Zip;

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
