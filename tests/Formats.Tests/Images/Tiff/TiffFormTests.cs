using BitMiracle.LibTiff.Classic;
using DeferredSeg.Formats.Images;
using LibTiff = BitMiracle.LibTiff.Classic.Tiff;

namespace DeferredSeg.Formats.Tests.Images.Tiff;

public sealed class TiffFormTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<Compression, bool, int, int> Forms
    {
        get
        {
            TheoryData<Compression, bool, int, int> forms = [];
            foreach (
                Compression compression in (Compression[])
                    [Compression.NONE, Compression.LZW, Compression.DEFLATE, Compression.ADOBE_DEFLATE, Compression.PACKBITS]
            )
            foreach (bool tiled in (bool[])[false, true])
            foreach (int depth in (int[])[8, 16])
            foreach (int channels in (int[])[1, 3, 4])
                forms.Add(compression, tiled, depth, channels);
            return forms;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Forms))]
    public void Samples_are_those_that_were_saved(Compression compression, bool tiled, int depth, int channels)
    {
        const int Height = 21,
            Width = 37;
        ushort[] samples = new ushort[Height * Width * channels];
        for (int i = 0; i < samples.Length; i++)
            samples[i] = (ushort)(unchecked((uint)i * 2654435761u) >> (32 - depth));
        string path = _folder["written.tif"];
        using (LibTiff tiff = LibTiff.Open(path, "w"))
        {
            tiff.SetField(TiffTag.IMAGEWIDTH, Width);
            tiff.SetField(TiffTag.IMAGELENGTH, Height);
            tiff.SetField(TiffTag.BITSPERSAMPLE, depth);
            tiff.SetField(TiffTag.SAMPLESPERPIXEL, channels);
            tiff.SetField(TiffTag.PHOTOMETRIC, channels == 1 ? Photometric.MINISBLACK : Photometric.RGB);
            tiff.SetField(TiffTag.PLANARCONFIG, channels == 4 ? PlanarConfig.SEPARATE : PlanarConfig.CONTIG);
            tiff.SetField(TiffTag.COMPRESSION, compression);
            if (channels == 4)
                tiff.SetField(TiffTag.EXTRASAMPLES, 1, new short[] { 2 });
            if (compression is Compression.LZW or Compression.DEFLATE)
                tiff.SetField(TiffTag.PREDICTOR, Predictor.HORIZONTAL);
            int planes = channels == 4 ? 4 : 1;
            int together = channels == 4 ? 1 : channels;
            if (tiled)
                WriteTiles(tiff, samples, Height, Width, channels, depth, planes, together);
            else
            {
                tiff.SetField(TiffTag.ROWSPERSTRIP, 5);
                for (int plane = 0; plane < planes; plane++)
                for (int y = 0; y < Height; y++)
                    tiff.WriteScanline(Row(samples, Width, channels, depth, y, 0, Width, plane, together), y, (short)plane);
            }
        }

        RasterImage image = ImageFile.Read(path);

        Assert.Equal((Height, Width, channels, depth), (image.Height, image.Width, image.Channels, image.BitDepth));
        Assert.Equal(samples, image.Samples);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Both_orders_of_bytes_are_read(bool isLittle)
    {
        byte[] pixels = isLittle ? [1, 2, 3, 4] : [2, 1, 4, 3];
        RasterImage image = ImageFile.Read(new StoredTiff(1, 2, 1, 16, 1, pixels).File(isLittle), "order.tif");
        Assert.Equal([0x0201, 0x0403], image.Samples);
    }

    [Fact]
    public void White_as_zero_is_turned_round()
    {
        Assert.Equal([255, 0, 155], ImageFile.Read(new StoredTiff(1, 3, 1, 8, 0, [0, 255, 100]).File(), "white.tif").Samples);
        Assert.Equal([255, 0, 255, 255], ImageFile.Read(new StoredTiff(1, 4, 1, 1, 0, [0b0100_0000]).File(), "white.tif").Samples);
    }

    [Fact]
    public void Few_bits_become_eight()
    {
        Assert.Equal(
            [0, 255, 255, 0, 255, 0, 0, 0, 255, 255],
            ImageFile.Read(new StoredTiff(2, 5, 1, 1, 1, [0b0110_1000, 0b0001_1000]).File(), "bits.tif").Samples
        );
        Assert.Equal([17, 255, 0], ImageFile.Read(new StoredTiff(1, 3, 1, 4, 1, [0x1F, 0x00]).File(), "bits.tif").Samples);
    }

    [Fact]
    public void A_palette_becomes_its_colours()
    {
        uint[] map = new uint[3 * 256];
        (map[1], map[256 + 1], map[512 + 1]) = (0xFF00, 0x8000, 0x1200);
        StoredTiff page = new StoredTiff(1, 2, 1, 8, 3, [1, 0]).With(320, 3, map);
        RasterImage image = ImageFile.Read(page.File(), "palette.tif");
        Assert.Equal([255, 128, 18, 0, 0, 0], image.Samples);
        for (int i = 0; i < map.Length; i++)
            map[i] = (uint)(i % 256 * 257);
        image = ImageFile.Read(page.With(320, 3, map).File(), "grey.tif");
        Assert.Equal((1, (ushort)1), (image.Channels, image.Samples[0]));
    }

    [Theory]
    [InlineData(1, 2, 3, "0 1 2 3 4 5")]
    [InlineData(2, 2, 3, "2 1 0 5 4 3")]
    [InlineData(3, 2, 3, "5 4 3 2 1 0")]
    [InlineData(4, 2, 3, "3 4 5 0 1 2")]
    [InlineData(5, 3, 2, "0 3 1 4 2 5")]
    [InlineData(6, 3, 2, "3 0 4 1 5 2")]
    [InlineData(7, 3, 2, "5 2 4 1 3 0")]
    [InlineData(8, 3, 2, "2 5 1 4 0 3")]
    public void The_orientation_is_applied(uint orientation, int height, int width, string expected)
    {
        RasterImage image = ImageFile.Read(new StoredTiff(2, 3, 1, 8, 1, [0, 1, 2, 3, 4, 5]).With(274, 3, orientation).File(), "turned.tif");
        Assert.Equal((height, width), (image.Height, image.Width));
        Assert.Equal(expected, string.Join(' ', image.Samples));
    }

    [Fact]
    public void A_thumbnail_is_no_page() => Assert.Equal([7], ImageFile.Read(new StoredTiff(1, 1, 1, 8, 1, [7]).File(true, 1), "thumbnail.tif").Samples);

    private static void WriteTiles(LibTiff tiff, ushort[] samples, int height, int width, int channels, int depth, int planes, int together)
    {
        tiff.SetField(TiffTag.TILEWIDTH, 16);
        tiff.SetField(TiffTag.TILELENGTH, 16);
        for (int plane = 0; plane < planes; plane++)
        for (int top = 0; top < height; top += 16)
        for (int left = 0; left < width; left += 16)
        {
            byte[] tile = new byte[16 * 16 * together * depth / 8];
            for (int y = top; y < Math.Min(height, top + 16); y++)
                Row(samples, width, channels, depth, y, left, Math.Min(16, width - left), plane, together).CopyTo(tile, (y - top) * 16 * together * depth / 8);
            tiff.WriteTile(tile, left, top, 0, (short)plane);
        }
    }

    private static byte[] Row(ushort[] samples, int width, int channels, int depth, int y, int left, int count, int plane, int together)
    {
        List<byte> row = [];
        for (int x = left; x < left + count; x++)
        for (int channel = 0; channel < together; channel++)
        {
            ushort sample = samples[(y * width + x) * channels + plane + channel];
            row.Add((byte)sample);
            if (depth == 16)
                row.Add((byte)(sample >> 8));
        }

        return [.. row];
    }
}
