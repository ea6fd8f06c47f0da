namespace DeferredSeg.Formats.Images.Tiff;

/// <summary>How the samples of a page mean brightness or colour.</summary>
internal enum TiffColour
{
    WhiteIsZero = 0,
    BlackIsZero = 1,
    Rgb = 2,
    Palette = 3,
}

/// <summary>What a page promises, checked.</summary>
/// <param name="Index">Its number in the file, from 0.</param>
/// <param name="Height">Rows as they are stored.</param>
/// <param name="Width">Columns as they are stored.</param>
/// <param name="Channels">1 grey or an index, 2 grey and alpha, 3 RGB, 4 RGBA.</param>
/// <param name="Depth">1, 4, 8 or 16 bits a sample.</param>
/// <param name="Planes">1 where the samples of a pixel lie together, else the channels.</param>
/// <param name="Colour">What samples mean.</param>
/// <param name="Orientation">Where the first row and column belong, 1 to 8 as TIFF and EXIF number it.</param>
/// <param name="Palette">The colours behind indices; null where samples are none.</param>
internal sealed record TiffPage(int Index, int Height, int Width, int Channels, int Depth, int Planes, TiffColour Colour, int Orientation, ColourTable? Palette)
{
    private const uint Jpeg = 7;

    // What can be in a byte at most: deflate writes 1032, LZW and PackBits less.
    private const long MostInflation = 2048;

    private static readonly Dictionary<uint, string> _compressions = new()
    {
        [1] = "none",
        [2] = "CCITT",
        [3] = "CCITT group 3",
        [4] = "CCITT group 4",
        [5] = "LZW",
        [8] = "Deflate",
        [32946] = "Deflate",
        [32773] = "PackBits",
    };

    private static readonly Dictionary<uint, string> _otherCompressions = new()
    {
        [6] = "old JPEG",
        [Jpeg] = "JPEG",
        [34712] = "JPEG 2000",
        [33003] = "JPEG 2000",
        [33005] = "JPEG 2000",
        [34925] = "LZMA",
        [50000] = "Zstandard",
        [50001] = "WebP",
    };

    private static readonly string[] _otherColours = ["", "", "", "", "a mask of transparency", "CMYK", "YCbCr", "", "CIE L*a*b*"];

    /// <summary>Bytes of a row of a plane.</summary>
    public int RowBytes => (int)(((long)Width * (Planes == 1 ? Channels : 1) * Depth + 7) / 8);

    /// <summary>Bytes of all rows of all planes.</summary>
    public int StoredBytes => RowBytes * Height * Planes;

    /// <summary>Reads a page's tags.</summary>
    /// <exception cref="ImageFileException">It is damaged, too large, or of a kind that is not read.</exception>
    public static TiffPage Of(TiffDirectory tags, string name, ImageReadOptions options)
    {
        (uint height, uint width) = (tags.Number(TiffTagId.Height, 0), tags.Number(TiffTagId.Width, 0));
        if (height < 1 || width < 1)
            throw tags.Refuse(TiffTagId.Height, $"{height} x {width} pixels", "at least one row and one column", "fetch the file again");
        uint channels = tags.Number(TiffTagId.Channels, 1);
        if (channels is < 1 or > 4)
            throw tags.Refuse(TiffTagId.Channels, $"{channels} samples a pixel", "1 to 4: grey or RGB, with or without alpha", "save each channel as a file");
        TiffColour colour = ReadColour(tags, channels);
        UInt128 samples = (UInt128)height * width * (colour == TiffColour.Palette ? 3 : channels);
        if (samples > (UInt128)options.MaximumSamples)
            throw tags.Refuse(
                TiffTagId.Height,
                $"an image of {height} x {width} with {samples} samples",
                $"at most {options.MaximumSamples}",
                "crop it, or raise MaximumSamples"
            );
        int depth = ReadDepth(tags, channels, colour);
        uint planes = tags.Number(TiffTagId.Planes, 1) == 2 ? channels : 1;
        uint orientation = tags.Number(TiffTagId.Orientation, 1);
        TiffPage page = new(
            tags.Index,
            (int)height,
            (int)width,
            (int)channels,
            depth,
            (int)planes,
            colour,
            orientation is >= 1 and <= 8 ? (int)orientation : 1,
            colour == TiffColour.Palette ? ReadPalette(tags, depth) : null
        );
        page.RequireData(tags);
        return page;
    }

    private static TiffColour ReadColour(TiffDirectory tags, uint channels)
    {
        uint compression = tags.Number(TiffTagId.Compression, 1);
        if (!_compressions.ContainsKey(compression))
            throw tags.Refuse(
                TiffTagId.Compression,
                $"the compression {_otherCompressions.GetValueOrDefault(compression, $"{compression}")}",
                "none, PackBits, LZW, Deflate or CCITT",
                compression is 6 or Jpeg ? "save the original so, or as PNG; a mask that was a JPEG has lost its values" : "save it so, or as PNG"
            );
        uint colour = tags.Number(TiffTagId.Photometric, channels >= 3 ? 2u : 1u);
        bool fits = colour switch
        {
            0 or 1 => channels <= 2,
            2 => channels >= 3,
            3 => channels == 1,
            _ => false,
        };
        if (fits)
            return (TiffColour)colour;
        string kind = colour < _otherColours.Length && _otherColours[colour].Length > 0 ? _otherColours[colour] : $"the colours {colour}";
        throw tags.Refuse(TiffTagId.Photometric, $"{kind} in {channels} samples a pixel", "grey, RGB or a palette", "save it as RGB or grey, or as PNG");
    }

    private static int ReadDepth(TiffDirectory tags, uint channels, TiffColour colour)
    {
        uint format = tags.Number(TiffTagId.SampleFormat, 1);
        if (format is not (1 or 4))
            throw tags.Refuse(
                TiffTagId.SampleFormat,
                format == 2 ? "signed numbers" : "real numbers",
                "whole numbers from 0",
                "save them as NPY, which keeps any number, or scaled to 16 bits"
            );
        uint[] depths = tags.Numbers(TiffTagId.Depth) is { Length: > 0 } given ? given : [1];
        if (Array.Exists(depths, depth => depth != depths[0]) || depths[0] is not (1 or 4 or 8 or 16) || (depths[0] < 8 && channels > 1))
            throw tags.Refuse(TiffTagId.Depth, $"{string.Join(", ", depths)} bits a sample", "8 or 16, or 1 or 4 in grey", "save it with 8 or 16 bits");
        if (colour == TiffColour.Palette && depths[0] == 16)
            throw tags.Refuse(TiffTagId.Depth, "a palette of 16 bits", "at most 8", "save the indices as grey values");
        return (int)depths[0];
    }

    /// <summary>Red, green and blue one table after the other, 16 bits each; some programs fill but the lower 8.</summary>
    private static ColourTable ReadPalette(TiffDirectory tags, int depth)
    {
        int count = 1 << depth;
        if (tags.Numbers(TiffTagId.ColourMap) is not { } map || map.Length < 3 * count)
            throw tags.Refuse(TiffTagId.ColourMap, "no palette", $"{count} colours, which {depth} bits reach", "save the file again");
        int shift = Array.TrueForAll(map, value => value <= byte.MaxValue) ? 0 : 8;
        byte[] colours = new byte[3 * count];
        for (int i = 0; i < colours.Length; i++)
            colours[i] = (byte)(map[i % 3 * (map.Length / 3) + i / 3] >> shift);
        return new(colours);
    }

    /// <summary>The parts lie in the file, and are not absurdly small or large for what they promise.</summary>
    private void RequireData(TiffDirectory tags)
    {
        bool tiled = tags.Tags.ContainsKey(TiffTagId.TileWidth);
        (int offsetsTag, int countsTag) = tiled ? (TiffTagId.TileOffsets, TiffTagId.TileByteCounts) : (TiffTagId.StripOffsets, TiffTagId.StripByteCounts);
        uint[]? offsets = tags.Numbers(offsetsTag);
        uint[]? counts = tags.Numbers(countsTag);
        if (offsets is not { Length: > 0 } || counts is null || counts.Length != offsets.Length)
            throw tags.Refuse(offsetsTag, "no image data", "the places and lengths of strips or tiles", "fetch the file again");
        long stored = 0;
        for (int i = 0; i < offsets.Length; i++)
        {
            if ((long)offsets[i] + counts[i] > tags.File.Length)
                throw tags.File.Refuse(
                    tags.File.Length,
                    "the end of the file",
                    $"{counts[i]} bytes of pixels at byte {offsets[i]}",
                    "fetch the file again, it is cut off"
                );
            stored += counts[i];
        }

        bool isFax = tags.Number(TiffTagId.Compression, 1) is 2 or 3 or 4;
        if ((UInt128)RowBytes * (UInt128)Height * (UInt128)Planes > (UInt128)stored * (UInt128)(isFax ? 8L * RowBytes : MostInflation))
            throw tags.Refuse(
                TiffTagId.Height,
                $"{stored} bytes for an image of {Height} x {Width}",
                "as many as such an image takes",
                "fetch the file again, it is damaged"
            );
        (uint tileWidth, uint tileHeight) = (tags.Number(TiffTagId.TileWidth, 16), tags.Number(TiffTagId.TileHeight, 16));
        if (tileWidth < 1 || tileHeight < 1 || tileWidth > Width + 4096L || tileHeight > Height + 4096L)
            throw tags.Refuse(TiffTagId.TileWidth, $"tiles of {tileHeight} x {tileWidth}", "tiles that suit the image", "save the file again");
    }
}
