using System.Buffers.Binary;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Tests.Images.Jpeg;

namespace DeferredSeg.Formats.Tests.Images;

public class ExifOrientationTests
{
    // Stored are the rows 1 2 3 and 4 5 6.
    [Theory]
    [InlineData(1, 2, "123456")]
    [InlineData(2, 2, "321654")]
    [InlineData(3, 2, "654321")]
    [InlineData(4, 2, "456123")]
    [InlineData(5, 3, "142536")]
    [InlineData(6, 3, "415263")]
    [InlineData(7, 3, "635241")]
    [InlineData(8, 3, "362514")]
    public void A_png_is_laid_as_viewers_show_it(int orientation, int rows, string shown)
    {
        foreach (bool bigEndian in new[] { false, true })
        foreach (bool isBehind in new[] { false, true })
        {
            StoredPng png = new(3, 2, 8, 0, (row, column, _) => 3 * row + column + 1);
            byte[] exif = StoredPng.Chunk("eXIf", Exif(orientation, bigEndian));
            byte[] data = StoredPng.Chunk("IDAT", StoredPng.Deflated(png.Rows()));
            byte[][] middle = isBehind ? [data, exif] : [exif, data];
            RasterImage image = ImageFile.Read(StoredPng.Of([png.Header(), .. middle, StoredPng.Chunk("IEND", [])]), "turned.png");
            Assert.Equal((rows, 6 / rows, orientation), (image.Height, image.Width, image.Orientation));
            Assert.Equal(shown, string.Concat(image.Samples));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(8)]
    public void A_jpeg_is_laid_likewise(int orientation)
    {
        RasterImage stored = ImageFile.Read(JpegFixtures.Bytes("420.jpg"), "420.jpg");
        byte[] content = [.. "Exif\0\0"u8, .. Exif(orientation, true)];
        byte[] file = JpegFixtures.Bytes("420.jpg");
        RasterImage image = ImageFile.Read(
            [.. file[..2], 0xFF, 0xE1, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content, .. file[2..]],
            "turned.jpg"
        );
        (int height, int width) = (stored.Height, stored.Width);
        Assert.Equal(orientation < 5 ? (height, width) : (width, height), (image.Height, image.Width));
        for (int y = 0; y < image.Height; y++)
        for (int x = 0; x < image.Width; x++)
        {
            (int row, int column) = orientation switch
            {
                2 => (y, width - 1 - x),
                5 => (x, y),
                _ => (x, width - 1 - y),
            };
            Assert.Equal(stored.Samples.AsSpan((row * width + column) * 3, 3).ToArray(), image.Samples.AsSpan((y * image.Width + x) * 3, 3).ToArray());
        }
    }

    /// <summary>What is damaged or out of range says nothing of the pixels.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void Other_numbers_and_cut_structures_change_nothing(int orientation)
    {
        Assert.Equal(1, ExifOrientation.Of(Exif(orientation, false)));
        byte[] whole = Exif(6, false);
        for (int length = 0; length < whole.Length; length++)
            Assert.InRange(ExifOrientation.Of(whole.AsSpan(0, length)), 1, 8);
        byte[] far = Exif(6, true);
        BinaryPrimitives.WriteUInt32BigEndian(far.AsSpan(4), uint.MaxValue);
        Assert.Equal(1, ExifOrientation.Of(far));
        Assert.Equal(6, ExifOrientation.Of([.. "Exif\0\0"u8, .. whole]));
    }

    [Fact]
    public void Indices_of_a_palette_are_kept_where_that_is_asked_for()
    {
        byte[] palette = [0, 0, 0, 200, 0, 0, 0, 99, 7];
        StoredPng png = new(3, 2, 2, 3, (row, column, _) => (row + column) % 3) { Before = [StoredPng.Chunk("PLTE", palette), StoredPng.Chunk("tRNS", [0])] };
        RasterImage indices = ImageFile.Read(png.File(), "labels.png", new() { KeepsIndices = true });
        Assert.Equal((1, 8), (indices.Channels, indices.BitDepth));
        Assert.Equal([0, 1, 2, 1, 2, 0], indices.Samples);
        Assert.Equal(palette, indices.Palette);
        RasterImage colours = ImageFile.Read(png.File(), "labels.png");
        Assert.Equal((4, null), (colours.Channels, colours.Palette));
        Assert.Equal([200, 0, 0, 255], colours.Samples[4..8]);
    }

    /// <summary>A TIFF structure with one entry before the orientation.</summary>
    private static byte[] Exif(int orientation, bool bigEndian)
    {
        byte[] exif = new byte[8 + 2 + 2 * 12 + 4];
        (bigEndian ? "MM\0*"u8 : "II*\0"u8).CopyTo(exif);
        Whole(4, 8, 4);
        Whole(8, 2, 2);
        foreach ((int at, int tag, int value) in new[] { (10, 0x010F, 3), (22, 0x0112, orientation) })
        {
            Whole(at, tag, 2);
            Whole(at + 2, 3, 2);
            Whole(at + 4, 1, 4);
            Whole(at + 8, value, 2);
        }

        return exif;

        void Whole(int at, int value, int size)
        {
            for (int i = 0; i < size; i++)
                exif[at + (bigEndian ? size - 1 - i : i)] = (byte)(value >> (8 * i));
        }
    }
}
