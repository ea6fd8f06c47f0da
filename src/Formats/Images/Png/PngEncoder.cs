using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace DeferredSeg.Formats.Images.Png;

/// <summary>Writes an image as its own colour type and depth, not interlaced, with nothing in it but the image.</summary>
internal sealed class PngEncoder(RasterImage image)
{
    private readonly int _pixelLength = image.Channels * image.BitDepth / 8;

    public void Encode(Stream destination)
    {
        destination.Write(PngCodec.Signature);
        PngChunkWriter chunks = new(destination);
        chunks.Write(PngChunk.Header, Header());
        using (PngImageDataWriter data = new(chunks))
        using (ZLibStream deflated = new(data, CompressionLevel.Optimal, leaveOpen: true))
            WriteRows(deflated);
        chunks.Write(PngChunk.End, []);
    }

    private byte[] Header()
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), image.Height);
        header[8] = (byte)image.BitDepth;
        header[9] = (byte)(
            image.Channels switch
            {
                1 => PngColour.Grey,
                2 => PngColour.GreyAlpha,
                3 => PngColour.Rgb,
                _ => PngColour.Rgba,
            }
        );
        return header;
    }

    private void WriteRows(Stream deflated)
    {
        byte[] row = new byte[checked(image.Width * _pixelLength)];
        byte[] above = new byte[row.Length];
        byte[] filtered = new byte[1 + row.Length];
        byte[] best = new byte[1 + row.Length];
        for (int y = 0; y < image.Height; y++)
        {
            Pack(image.Samples.AsSpan(y * image.Width * image.Channels, image.Width * image.Channels), row);
            long least = long.MaxValue;
            for (int filter = 0; filter < PngFilter.Count; filter++)
            {
                filtered[0] = (byte)filter;
                PngFilter.Apply(filter, row, above, _pixelLength, filtered.AsSpan(1));
                long sum = SumOfMagnitudes(filtered.AsSpan(1));
                if (sum >= least)
                    continue;
                least = sum;
                (best, filtered) = (filtered, best);
            }

            deflated.Write(best);
            (row, above) = (above, row);
        }
    }

    private void Pack(ReadOnlySpan<ushort> samples, Span<byte> row)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            if (image.BitDepth == 16)
                BinaryPrimitives.WriteUInt16BigEndian(row[(2 * i)..], samples[i]);
            else
                row[i] = (byte)samples[i];
        }
    }

    /// <summary>What the specification suggests to choose filters by (clause 12.7): small bytes of either sign compress well.</summary>
    private static long SumOfMagnitudes(ReadOnlySpan<byte> bytes)
    {
        long sum = 0;
        foreach (byte value in bytes)
            sum += Math.Abs((int)(sbyte)value);
        return sum;
    }
}

/// <summary>Cuts the compressed bytes written to it into IDAT chunks; disposing writes the last.</summary>
internal sealed class PngImageDataWriter(PngChunkWriter chunks) : Stream
{
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _count;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int count = Math.Min(buffer.Length, _buffer.Length - _count);
            buffer[..count].CopyTo(_buffer.AsSpan(_count));
            _count += count;
            buffer = buffer[count..];
            if (_count == _buffer.Length)
                WriteChunk();
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && _count > 0)
            WriteChunk();
        base.Dispose(disposing);
    }

    private void WriteChunk()
    {
        chunks.Write(PngChunk.ImageData, _buffer.AsSpan(0, _count));
        _count = 0;
    }
}

/// <summary>Writes chunks: length, type, content, CRC of type and content.</summary>
internal sealed class PngChunkWriter(Stream destination)
{
    public void Write(string type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        Span<byte> name = stackalloc byte[4];
        Encoding.ASCII.GetBytes(type, name);
        Crc32 crc = new();
        crc.Append(name);
        crc.Append(content);
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        destination.Write(number);
        destination.Write(name);
        destination.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, crc.Value);
        destination.Write(number);
    }
}
