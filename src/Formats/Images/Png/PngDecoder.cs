namespace DeferredSeg.Formats.Images.Png;

/// <summary>Reads the chunks in their order, and checks what they promise before memory is taken for it.</summary>
internal sealed class PngDecoder(PngChunkReader chunks, ImageReadOptions options)
{
    /// <summary>Deflate spends two bits at least on a match of 258 bytes at most.</summary>
    private const int LargestInflation = 1032;

    public RasterImage Decode()
    {
        chunks.RequireSignature();
        PngHeader header = PngHeader.Read(chunks);
        PngColourTable colours = new(header);
        ReadToImageData(header, colours);
        PngPixels pixels = new(header, colours);
        RequireModest(header, pixels);
        ushort[] samples = new ushort[header.Height * header.Width * pixels.Channels];
        using (PngRows rows = new(chunks, header))
        {
            rows.Fill(pixels, samples);
            rows.RequireEnd();
        }

        ReadToEnd();
        return new(header.Height, header.Width, pixels.Channels, pixels.BitDepth, samples);
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
