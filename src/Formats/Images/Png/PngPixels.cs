using System.Buffers.Binary;

namespace DeferredSeg.Formats.Images.Png;

/// <summary>Turns the stored bytes of rows into an image's samples.</summary>
internal sealed class PngPixels(PngHeader header, PngColourTable colours, bool keepsIndices)
{
    /// <summary>Whether samples are indices into the palette.</summary>
    public bool IsIndices { get; } = keepsIndices && header.Colour == PngColour.Palette;

    /// <summary>Channels of the image: those stored, the palette's three instead of an index, and an alpha where the file adds one; of indices one.</summary>
    public int Channels { get; } =
        keepsIndices && header.Colour == PngColour.Palette ? 1 : (header.Colour == PngColour.Palette ? 3 : header.Channels) + (colours.AddsAlpha ? 1 : 0);

    /// <summary>Bits a sample of the image.</summary>
    public int BitDepth { get; } = header.BitDepth == 16 ? 16 : 8;

    /// <summary>Writes a row's pixels into the image.</summary>
    /// <param name="row">The restored bytes of a row.</param>
    /// <param name="stored">Room for the row's stored samples, exactly as many as it has.</param>
    /// <param name="samples">The image from the row's first pixel on.</param>
    /// <param name="step">How many pixels of the image one pixel of the row goes on.</param>
    /// <returns>The first index that the palette lacks, or null.</returns>
    public int? Place(ReadOnlySpan<byte> row, Span<ushort> stored, Span<ushort> samples, int step)
    {
        Unpack(row, stored);
        if (header.Colour == PngColour.Palette)
            return LookUp(stored, samples, step * Channels);
        int kept = header.Channels;
        int scale = header.BitDepth < 8 ? byte.MaxValue / ((1 << header.BitDepth) - 1) : 1;
        for (int from = 0, to = 0; from < stored.Length; from += kept, to += step * Channels)
        {
            ReadOnlySpan<ushort> pixel = stored.Slice(from, kept);
            for (int channel = 0; channel < kept; channel++)
                samples[to + channel] = (ushort)(pixel[channel] * scale);
            if (colours.TransparentColour is { } transparent)
                samples[to + kept] = pixel.SequenceEqual(transparent) ? (ushort)0 : (ushort)((1 << BitDepth) - 1);
        }

        return null;
    }

    private int? LookUp(ReadOnlySpan<ushort> indices, Span<ushort> samples, int step)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            int index = indices[i];
            if (3 * index >= colours.Palette.Length)
                return index;
            Span<ushort> pixel = samples.Slice(i * step, Channels);
            if (IsIndices)
            {
                pixel[0] = (ushort)index;
                continue;
            }

            for (int channel = 0; channel < 3; channel++)
                pixel[channel] = colours.Palette[3 * index + channel];
            if (Channels == 4)
                pixel[3] = colours.Alpha(index);
        }

        return null;
    }

    /// <summary>Samples below 8 bits lie in a byte from its high bits down.</summary>
    private void Unpack(ReadOnlySpan<byte> row, Span<ushort> stored)
    {
        int depth = header.BitDepth;
        for (int i = 0; i < stored.Length; i++)
        {
            stored[i] = depth switch
            {
                16 => BinaryPrimitives.ReadUInt16BigEndian(row[(2 * i)..]),
                8 => row[i],
                _ => (ushort)((row[(int)((long)i * depth / 8)] >> (8 - depth - (int)((long)i * depth % 8))) & ((1 << depth) - 1)),
            };
        }
    }
}

/// <summary>What the chunks PLTE and tRNS add to the header: the colours behind indices, and which pixels are transparent.</summary>
internal sealed class PngColourTable(PngHeader header)
{
    private const int MostColours = 256;

    private byte[]? _alphas;

    /// <summary>Red, green and blue of each entry; empty where the image has no palette.</summary>
    public byte[] Palette { get; private set; } = [];

    /// <summary>The stored samples of the one transparent colour of a grey or RGB image; null where there is none.</summary>
    public ushort[]? TransparentColour { get; private set; }

    /// <summary>Whether any pixel may be transparent although none stores an alpha.</summary>
    public bool AddsAlpha => _alphas is not null || TransparentColour is not null;

    /// <summary>The alpha of a palette entry; entries beyond the table are opaque.</summary>
    public byte Alpha(int entry) => _alphas is { } alphas && entry < alphas.Length ? alphas[entry] : byte.MaxValue;

    /// <summary>Reads PLTE. In an image without indices it is a suggestion only, and skipped.</summary>
    public void ReadPalette(PngChunkReader chunks)
    {
        if (header.Colour is PngColour.Grey or PngColour.GreyAlpha)
            throw chunks.RefuseChunk("a palette in a grey image", "none");
        int length = chunks.Current.Length;
        if (length is 0 || length % 3 != 0 || length > 3 * MostColours)
            throw chunks.RefuseChunk($"a palette of {length} bytes", "1 to 256 colours of 3 bytes");
        byte[] colours = chunks.ReadAll();
        if (header.Colour != PngColour.Palette)
            return;
        if (Palette.Length > 0)
            throw chunks.RefuseChunk("a second palette", "one");
        if (_alphas is not null)
            throw chunks.RefuseChunk("a palette after its transparency", "the palette first");
        if (colours.Length / 3 > 1 << header.BitDepth)
            throw chunks.RefuseChunk(
                $"a palette of {colours.Length / 3} colours",
                $"at most {1 << header.BitDepth}, which indices of {header.BitDepth} bits reach"
            );
        Palette = colours;
    }

    /// <summary>Reads tRNS.</summary>
    public void ReadTransparency(PngChunkReader chunks)
    {
        if (AddsAlpha)
            throw chunks.RefuseChunk("a second transparency", "one");
        int length = chunks.Current.Length;
        switch (header.Colour)
        {
            case PngColour.Palette when Palette.Length == 0:
                throw chunks.RefuseChunk("transparency before the palette", "the palette first");
            case PngColour.Palette when length > Palette.Length / 3:
                throw chunks.RefuseChunk($"transparency for {length} colours", $"at most {Palette.Length / 3}, as the palette has");
            case PngColour.Palette:
                _alphas = chunks.ReadAll();
                break;
            case PngColour.Grey or PngColour.Rgb when length != 2 * header.Channels:
                throw chunks.RefuseChunk($"a transparent colour of {length} bytes", $"{2 * header.Channels}");
            case PngColour.Grey or PngColour.Rgb:
                byte[] content = chunks.ReadAll();
                TransparentColour =
                [
                    .. Enumerable.Range(0, header.Channels).Select(channel => BinaryPrimitives.ReadUInt16BigEndian(content.AsSpan(2 * channel))),
                ];
                break;
            default:
                throw chunks.RefuseChunk("transparency next to an alpha channel", "one of them");
        }
    }
}
