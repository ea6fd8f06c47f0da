using System.Buffers.Binary;

namespace DeferredSeg.Formats.Images.Png;

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
                throw chunks.RefuseChunk("transparency beside an alpha channel", "one of them");
        }
    }
}
