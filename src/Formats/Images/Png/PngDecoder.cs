namespace DeferredSeg.Formats.Images.Png;

/// <summary>
/// PNG (ISO/IEC 15948) in managed code. Read: every colour type and depth, interlaced or not. 1, 2 and 4 bits become 8, greys
/// scaled to 0..255; a palette becomes RGB, or its indices are kept; transparency becomes an alpha channel; the orientation of eXIf is applied; gamma
/// and colour profiles are not applied. Written: 8 and 16 bits with 1 to 4 channels.
/// </summary>
internal sealed class PngCodec : IImageCodec
{
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public string Name => "PNG";

    public string Extension => ".png";

    /// <summary>By its first four bytes, so that a file that was converted as text is called damaged and not unknown.</summary>
    public bool Recognises(ReadOnlySpan<byte> start) => start.StartsWith(Signature[..4]);

    public RasterImage Decode(Stream content, string name, ImageReadOptions options) => new PngDecoder(new(content, name), options).Decode();

    public void Encode(RasterImage image, Stream destination) => new PngEncoder(image).Encode(destination);
}

/// <summary>Reads the chunks in their order, and checks what they promise before memory is taken for it.</summary>
internal sealed class PngDecoder(PngChunkReader chunks, ImageReadOptions options)
{
    /// <summary>EXIF data are a few KiB; a chunk that is longer is read over.</summary>
    private const int LongestExif = 1 << 20;

    /// <summary>Deflate spends two bits at least on a match of 258 bytes at most.</summary>
    private const int LargestInflation = 1032;

    private int _orientation = ExifOrientation.AsStored;

    public RasterImage Decode()
    {
        chunks.RequireSignature();
        PngHeader header = PngHeader.Read(chunks);
        PngColourTable colours = new(header);
        ReadToImageData(header, colours);
        PngPixels pixels = new(header, colours, options.KeepsIndices);
        RequireModest(header, pixels);
        ushort[] samples = new ushort[header.Height * header.Width * pixels.Channels];
        using (PngRows rows = new(chunks, header))
        {
            rows.Fill(pixels, samples);
            rows.RequireEnd();
        }

        ReadToEnd();
        RasterImage image = new(header.Height, header.Width, pixels.Channels, pixels.BitDepth, samples) { Palette = pixels.IsIndices ? colours.Palette : null };
        return ExifOrientation.Shown(image, _orientation);
    }

    private void ReadToImageData(PngHeader header, PngColourTable colours)
    {
        while (chunks.Next().Type != PngChunk.ImageData)
        {
            switch (chunks.Current.Type)
            {
                case PngChunk.Palette:
                    colours.ReadPalette(chunks);
                    break;
                case PngChunk.Transparency:
                    colours.ReadTransparency(chunks);
                    break;
                default:
                    Skip();
                    break;
            }
        }

        if (header.Colour == PngColour.Palette && colours.Palette.Length == 0)
            throw chunks.RefuseChunk("image data of indices without a palette", $"a chunk {PngChunk.Palette} before them");
    }

    private void ReadToEnd()
    {
        while (chunks.Current.Type != PngChunk.End)
        {
            Skip();
            chunks.Next();
        }

        chunks.Finish();
    }

    /// <summary>What only describes the image is read over; what changes it must be known.</summary>
    private void Skip()
    {
        if (chunks.Current.IsCritical)
            throw chunks.RefuseChunk(
                $"a chunk {chunks.Current.Type} here",
                $"{PngChunk.Header}, {PngChunk.Palette} where there is one, {PngChunk.ImageData} without gaps, {PngChunk.End}"
            );
        if (chunks.Current is { Type: PngChunk.Exif, Length: <= LongestExif })
            _orientation = ExifOrientation.Of(chunks.ReadAll());
        else
            chunks.Finish();
    }

    private void RequireModest(PngHeader header, PngPixels pixels)
    {
        Int128 samples = (Int128)header.Height * header.Width * pixels.Channels;
        if (samples > options.MaximumSamples)
            throw chunks.Refuse(
                null,
                $"an image of {header.Height} x {header.Width} with {pixels.Channels} channels, which is {samples} samples",
                $"at most {options.MaximumSamples}",
                $"cut it into tiles, or raise {nameof(ImageReadOptions)}.{nameof(ImageReadOptions.MaximumSamples)}"
            );
        if (chunks.FileLength is { } length && header.InflatedLength > (Int128)length * LargestInflation)
            throw chunks.Refuse(
                null,
                $"a file of {length} bytes for an image of {header.Height} x {header.Width}",
                $"{header.InflatedLength} bytes after inflating, which so few cannot hold",
                "it is damaged or truncated: fetch or export it again"
            );
    }
}

/// <summary>The contents of consecutive IDAT chunks as one stream of compressed bytes; it ends at the first chunk of another type.</summary>
internal sealed class PngImageData(PngChunkReader chunks) : Stream
{
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return 0;
        while (!_ended)
        {
            int read = chunks.Read(buffer);
            if (read > 0)
                return read;
            chunks.Finish();
            _ended = chunks.Next().Type != PngChunk.ImageData;
        }

        return 0;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
