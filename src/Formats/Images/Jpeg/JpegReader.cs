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

/// <summary>A marker's parameters.</summary>
/// <param name="marker">The second byte of the marker.</param>
/// <param name="offset">Where the content starts in the file.</param>
/// <param name="content">The bytes after the length.</param>
internal readonly ref struct JpegSegment(byte marker, int offset, ReadOnlySpan<byte> content)
{
    public byte Marker { get; } = marker;

    public int Offset { get; } = offset;

    public ReadOnlySpan<byte> Content { get; } = content;
}

/// <summary>The second bytes of the markers (ITU-T T.81, Table B.1) that mean something to the decoder.</summary>
internal static class JpegMarker
{
    public const byte Baseline = 0xC0;
    public const byte Extended = 0xC1;
    public const byte Progressive = 0xC2;
    public const byte HuffmanTables = 0xC4;
    public const byte ArithmeticConditioning = 0xCC;
    public const byte FirstRestart = 0xD0;
    public const byte LastRestart = 0xD7;
    public const byte Start = 0xD8;
    public const byte End = 0xD9;
    public const byte Scan = 0xDA;
    public const byte QuantisationTables = 0xDB;
    public const byte NumberOfLines = 0xDC;
    public const byte RestartInterval = 0xDD;
    public const byte FirstApplication = 0xE0;
    public const byte Exif = 0xE1;
    public const byte Adobe = 0xEE;
    public const byte LastApplication = 0xEF;
    public const byte Comment = 0xFE;

    /// <summary>Frames of any process: 0xC0 to 0xCF without the three that are tables or reserved.</summary>
    public static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (HuffmanTables or 0xC8 or ArithmeticConditioning);

    /// <summary>Segments that only describe the image.</summary>
    public static bool IsDescription(byte marker) => marker is >= FirstApplication and <= LastApplication or Comment;

    /// <summary>As the standard calls it.</summary>
    public static string Name(byte marker) =>
        marker switch
        {
            HuffmanTables => "DHT",
            ArithmeticConditioning => "DAC (arithmetic coding)",
            >= FirstRestart and <= LastRestart => $"RST{marker - FirstRestart}",
            Start => "SOI",
            End => "EOI",
            Scan => "SOS",
            QuantisationTables => "DQT",
            NumberOfLines => "DNL",
            RestartInterval => "DRI",
            >= FirstApplication and <= LastApplication => $"APP{marker - FirstApplication}",
            Comment => "COM",
            _ when IsFrame(marker) => $"SOF{marker - Baseline}",
            _ => $"FF{marker:X2}",
        };
}
