using System.Buffers.Binary;

namespace DeferredSeg.Formats.Images.Png;

/// <summary>Turns the stored bytes of rows into an image's samples.</summary>
internal sealed class PngPixels(PngHeader header, PngColourTable colours)
{
    /// <summary>Channels of the image: those stored, the palette's three instead of an index, and an alpha where the file adds one.</summary>
    public int Channels { get; } = (header.Colour == PngColour.Palette ? 3 : header.Channels) + (colours.AddsAlpha ? 1 : 0);

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
