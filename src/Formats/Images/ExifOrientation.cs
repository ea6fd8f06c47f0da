using System.Buffers.Binary;

namespace DeferredSeg.Formats.Images;

/// <summary>
/// How a picture is to be laid before it is shown: the tag Orientation of EXIF (CIPA DC-008, 4.6.5), 1 to 8. Sizes and pixels of images that are
/// read are those of the picture as viewers show it.
/// </summary>
public static class ExifOrientation
{
    /// <summary>Rows and columns are shown as they are stored.</summary>
    public const int AsStored = 1;

    private const ushort Tag = 0x0112;
    private const ushort Short = 3;
    private const int EntryLength = 12;

    /// <summary>Finds the tag in the TIFF structure that EXIF is, in either byte order.</summary>
    /// <param name="exif">The structure from its byte order on, with or without the mark <c>Exif\0\0</c> before it.</param>
    /// <returns>1 to 8; 1 where there is no such tag, or the structure is damaged, which says nothing of the pixels.</returns>
    public static int Of(ReadOnlySpan<byte> exif)
    {
        if (exif.StartsWith("Exif\0\0"u8))
            exif = exif[6..];
        bool bigEndian = exif.StartsWith("MM\0*"u8);
        if (exif.Length < 8 || !(bigEndian || exif.StartsWith("II*\0"u8)))
            return AsStored;
        uint first = bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(exif[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(exif[4..]);
        if (first > exif.Length - 2)
            return AsStored;
        int count = UInt16(exif, (int)first, bigEndian);
        for (int i = 0, at = (int)first + 2; i < count && at <= exif.Length - EntryLength; i++, at += EntryLength)
        {
            if (UInt16(exif, at, bigEndian) != Tag)
                continue;
            int value = UInt16(exif, at + 8, bigEndian);
            return UInt16(exif, at + 2, bigEndian) == Short && value is >= 1 and <= 8 ? value : AsStored;
        }

        return AsStored;
    }

    /// <summary>Lays a stored image as it is shown.</summary>
    /// <param name="image">The image as it is stored.</param>
    /// <param name="orientation">1 to 8.</param>
    /// <returns>The same image where nothing is to be done; height and width change places from 5 on.</returns>
    internal static RasterImage Shown(RasterImage image, int orientation)
    {
        if (orientation == AsStored)
            return image;
        (int height, int width, int channels) = (image.Height, image.Width, image.Channels);
        (int rows, int columns) = orientation < 5 ? (height, width) : (width, height);
        ushort[] samples = new ushort[image.Samples.Length];
        for (int y = 0, to = 0; y < rows; y++)
        for (int x = 0; x < columns; x++, to += channels)
        {
            (int row, int column) = orientation switch
            {
                2 => (y, width - 1 - x),
                3 => (height - 1 - y, width - 1 - x),
                4 => (height - 1 - y, x),
                5 => (x, y),
                6 => (height - 1 - x, y),
                7 => (height - 1 - x, width - 1 - y),
                _ => (x, width - 1 - y),
            };
            image.Samples.AsSpan((row * width + column) * channels, channels).CopyTo(samples.AsSpan(to));
        }

        return new(rows, columns, channels, image.BitDepth, samples) { Orientation = orientation, Palette = image.Palette };
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, int at, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]) : BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
}
