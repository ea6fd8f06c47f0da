using System.Buffers.Binary;

namespace DeferredSeg.Formats.Images.Jpeg;

/// <summary>Goes through a file in memory, marker by marker.</summary>
internal sealed class JpegReader(ReadOnlyMemory<byte> file, string name)
{
    private const string Damaged = "it is damaged: fetch or export it again";
    private const string Truncated = "it is truncated: fetch or export it again";

    /// <summary>The whole file.</summary>
    public ReadOnlySpan<byte> Bytes => file.Span;

    /// <summary>The next byte.</summary>
    public int Position { get; set; }

    /// <summary>Reads the next marker and gives its second byte. Any number of 0xFF may stand before it (T.81, B.1.1.2).</summary>
    public byte NextMarker()
    {
        ReadOnlySpan<byte> bytes = Bytes;
        int start = Position;
        while (Position < bytes.Length && bytes[Position] == 0xFF)
            Position++;
        if (Position >= bytes.Length)
            throw RefuseEnd("another marker, up to EOI");
        if (Position == start || bytes[Position] == 0)
            throw Refuse(start, $"the bytes {Convert.ToHexString(bytes.Slice(start, Math.Min(4, bytes.Length - start)))}", "a marker, which starts with FF");
        return bytes[Position++];
    }

    /// <summary>Reads the parameters of a marker that was just read.</summary>
    public JpegSegment Segment(byte marker)
    {
        ReadOnlySpan<byte> rest = Bytes[Position..];
        int start = Position;
        int length = rest.Length < 2 ? 2 : BinaryPrimitives.ReadUInt16BigEndian(rest);
        if (length < 2)
            throw Refuse(start, $"{JpegMarker.Name(marker)} with a length of {length}", "2 at least, which the length itself takes");
        if (rest.Length < length)
            throw RefuseEnd($"{length} bytes of {JpegMarker.Name(marker)} from byte {start} on");
        Position += length;
        return new(marker, start + 2, rest[2..length]);
    }

    /// <summary>The error for a file that ends too early.</summary>
    public ImageFileException RefuseEnd(string expected) => Refuse(Bytes.Length, "the end of the file", expected, Truncated);

    /// <summary>The error for a fault at a byte of the file.</summary>
    public ImageFileException Refuse(long? offset, string found, string expected, string mend = Damaged) => new(name, offset, found, expected, mend);
}
