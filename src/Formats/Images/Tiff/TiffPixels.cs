using System.Buffers.Binary;
using LibTag = BitMiracle.LibTiff.Classic.TiffTag;
using LibTiff = BitMiracle.LibTiff.Classic.Tiff;

namespace DeferredSeg.Formats.Images.Tiff;

/// <summary>A page's bytes as an image.</summary>
internal static class TiffPixels
{
    /// <summary>Unpacks samples, scales 1 and 4 bits to 0..255, turns 0 from white to black, looks colours up, and lays rows as the orientation says.</summary>
    /// <param name="page">What the bytes are.</param>
    /// <param name="stored">Rows of samples; 16 bits in the order of this machine.</param>
    public static RasterImage Image(TiffPage page, byte[] stored)
    {
        bool isIndexed = page.Palette is not null;
        int top = (1 << page.Depth) - 1;
        int scale = page.Depth < 8 && !isIndexed ? byte.MaxValue / top : 1;
        ushort[] samples = new ushort[page.Height * page.Width * page.Channels];
        bool isUpright = page.Orientation < 5;
        int width = isUpright ? page.Width : page.Height;
        for (int y = 0; y < page.Height; y++)
        for (int x = 0; x < page.Width; x++)
        {
            (int row, int column) = Place(page, y, x);
            for (int channel = 0; channel < page.Channels; channel++)
            {
                int value = Sample(page, stored, y, x, channel);
                bool isAlpha = channel > 0 && channel == page.Channels - 1 && page.Channels is 2 or 4;
                if (page.Colour == TiffColour.WhiteIsZero && !isAlpha)
                    value = top - value;
                samples[(row * width + column) * page.Channels + channel] = (ushort)(value * scale);
            }
        }

        int height = isUpright ? page.Height : page.Width;
        return page.Palette is { } palette ? palette.Image(height, width, samples) : new(height, width, page.Channels, page.Depth == 16 ? 16 : 8, samples);
    }

    private static int Sample(TiffPage page, byte[] stored, int y, int x, int channel)
    {
        bool isApart = page.Planes > 1;
        int row = ((isApart ? channel * page.Height : 0) + y) * page.RowBytes;
        int at = isApart ? x : x * page.Channels + channel;
        return page.Depth switch
        {
            16 => BinaryPrimitives.ReadUInt16LittleEndian(stored.AsSpan(row + 2 * at)),
            8 => stored[row + at],
            _ => (stored[row + at * page.Depth / 8] >> (8 - page.Depth - at * page.Depth % 8)) & ((1 << page.Depth) - 1),
        };
    }

    /// <summary>Where a stored pixel is shown.</summary>
    private static (int Row, int Column) Place(TiffPage page, int y, int x)
    {
        (int bottom, int right) = (page.Height - 1, page.Width - 1);
        return page.Orientation switch
        {
            2 => (y, right - x),
            3 => (bottom - y, right - x),
            4 => (bottom - y, x),
            5 => (x, y),
            6 => (x, bottom - y),
            7 => (right - x, bottom - y),
            8 => (right - x, y),
            _ => (y, x),
        };
    }
}

/// <summary>Copies tiles into rows.</summary>
internal static class TiffTiles
{
    /// <exception cref="ImageFileException">A tile is damaged.</exception>
    public static void Read(LibTiff tiff, TiffPage page, byte[] stored, TiffMessages messages, string name)
    {
        int tileHeight = tiff.GetField(LibTag.TILELENGTH)[0].ToInt();
        int tileWidth = tiff.GetField(LibTag.TILEWIDTH)[0].ToInt();
        byte[] tile = new byte[tiff.TileSize()];
        int tileRow = tiff.TileRowSize();
        int pixelBits = page.Depth * (page.Planes == 1 ? page.Channels : 1);
        for (int plane = 0; plane < page.Planes; plane++)
        for (int top = 0; top < page.Height; top += tileHeight)
        for (int left = 0; left < page.Width; left += tileWidth)
        {
            if (tiff.ReadTile(tile, 0, left, top, 0, (short)plane) < 0 || messages.First is not null)
                throw TiffCodec.Damaged(name, messages.First ?? $"no tile at row {top}, column {left}");
            int from = left * pixelBits / 8;
            int bytes = Math.Min(tileRow, page.RowBytes - from);
            for (int y = 0; y < Math.Min(tileHeight, page.Height - top); y++)
                tile.AsSpan(y * tileRow, bytes).CopyTo(stored.AsSpan((plane * page.Height + top + y) * page.RowBytes + from));
        }
    }
}
