using System.Buffers.Binary;
using System.Text;

namespace DeferredSeg.Formats.Images.Png;

/// <summary>Reads a file chunk by chunk, forwards, and checks each chunk's CRC when its content has been read.</summary>
internal sealed class PngChunkReader(Stream content, string name)
{
    private const string Damaged = "it is damaged or truncated: fetch or export it again";

    private readonly byte[] _skipped = new byte[1 << 12];
    private long _position;
    private int _left;
    private Crc32 _crc;

    /// <summary>The chunk whose content comes next.</summary>
    public PngChunk Current { get; private set; }

    /// <summary>The bytes of the file from its first one, or null where the stream cannot say.</summary>
    public long? FileLength => content.CanSeek ? content.Length : null;

    public void RequireSignature()
    {
        Span<byte> found = stackalloc byte[ImageFile.SignatureLength];
        Fill(found, "PNG's signature");
        if (!found.SequenceEqual(PngCodec.Signature))
            throw Refuse(0, $"the bytes {Convert.ToHexString(found)}", "PNG's signature", "it was damaged as text or is no PNG: fetch it again in binary");
    }

    /// <summary>Goes to the next chunk; the content of the one before has been finished.</summary>
    public PngChunk Next()
    {
        long offset = _position;
        Span<byte> start = stackalloc byte[8];
        Fill(start, $"the start of another chunk, up to {PngChunk.End}");
        uint length = BinaryPrimitives.ReadUInt32BigEndian(start);
        string type = Encoding.Latin1.GetString(start[4..]);
        if (!type.All(char.IsAsciiLetter))
            throw Refuse(offset + 4, $"the chunk type {Quoted.Text(type)}", "four ASCII letters", Damaged);
        if (length > int.MaxValue)
            throw Refuse(offset, $"a chunk {type} of {length} bytes", "at most 2^31 - 1", Damaged);
        _crc = new();
        _crc.Append(start[4..]);
        _left = (int)length;
        return Current = new(type, (int)length, offset);
    }

    /// <summary>Reads up to as many bytes of the chunk's content as fit; 0 where it is all read.</summary>
    public int Read(Span<byte> destination)
    {
        Span<byte> part = destination[..Math.Min(destination.Length, _left)];
        Fill(part, $"{_left} more bytes of the chunk {Current.Type}");
        _crc.Append(part);
        _left -= part.Length;
        return part.Length;
    }

    /// <summary>Reads the whole content, whose length the caller has checked, and finishes the chunk.</summary>
    public byte[] ReadAll()
    {
        byte[] all = new byte[Current.Length];
        Read(all);
        Finish();
        return all;
    }

    /// <summary>Skips what is left of the content and checks the CRC.</summary>
    public void Finish()
    {
        while (Read(_skipped) > 0) { }

        long offset = _position;
        Span<byte> stored = stackalloc byte[4];
        Fill(stored, $"the CRC of the chunk {Current.Type}");
        uint expected = BinaryPrimitives.ReadUInt32BigEndian(stored);
        if (expected != _crc.Value)
            throw Refuse(offset, $"a chunk {Current.Type} with CRC {_crc.Value:x8}", $"{expected:x8} as stored here", Damaged);
    }

    /// <summary>The error for a fault of the current chunk.</summary>
    public ImageFileException RefuseChunk(string found, string expected, string mend = Damaged) => Refuse(Current.Offset, found, expected, mend);

    public ImageFileException Refuse(long? offset, string found, string expected, string mend, Exception? innerException = null) =>
        new(name, offset, found, expected, mend, innerException);

    private void Fill(Span<byte> destination, string expected)
    {
        int read = content.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        _position += read;
        if (read < destination.Length)
            throw Refuse(_position, "the end of the file", expected, "it is truncated: fetch or export it again");
    }
}

/// <summary>What a chunk says before its content.</summary>
/// <param name="Type">Four ASCII letters.</param>
/// <param name="Length">Bytes of content.</param>
/// <param name="Offset">Where its length field lies in the file.</param>
internal readonly record struct PngChunk(string Type, int Length, long Offset)
{
    public const string Header = "IHDR";
    public const string Palette = "PLTE";
    public const string Transparency = "tRNS";
    public const string ImageData = "IDAT";
    public const string End = "IEND";
    public const string Exif = "eXIf";

    /// <summary>The first letter's case says whether a reader that does not know the chunk may go on.</summary>
    public bool IsCritical => char.IsAsciiLetterUpper(Type[0]);
}

/// <summary>The checksum of PNG's chunks: CRC-32 of ISO 3309, reflected polynomial EDB88320 (PNG specification, annex D).</summary>
internal struct Crc32()
{
    private static readonly uint[] _table = [.. Enumerable.Range(0, 256).Select(index => Divide((uint)index))];

    private uint _state = uint.MaxValue;

    /// <summary>The checksum of everything appended so far.</summary>
    public readonly uint Value => ~_state;

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        Crc32 crc = new();
        crc.Append(bytes);
        return crc.Value;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        uint state = _state;
        foreach (byte value in bytes)
            state = _table[(byte)(state ^ value)] ^ (state >> 8);
        _state = state;
    }

    private static uint Divide(uint remainder)
    {
        for (int bit = 0; bit < 8; bit++)
            remainder = (remainder >> 1) ^ ((remainder & 1) * 0xEDB88320);
        return remainder;
    }
}
