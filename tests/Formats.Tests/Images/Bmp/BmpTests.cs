using System.Buffers.Binary;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Formats.Tests.Images.Bmp;

public class BmpTests
{
    private static readonly byte[] _greys = [0, 0, 0, 0, 255, 255, 255, 0];
    private static readonly byte[] _colours = [0, 0, 0, 0, 10, 20, 30, 0, 1, 2, 3, 0];

    [Fact]
    public void Rows_go_upwards_or_downwards()
    {
        byte[] rows = [1, 2, 0, 0, 3, 4, 0, 0];
        byte[] palette = [.. Enumerable.Range(0, 256).SelectMany(i => (byte[])[(byte)i, (byte)i, (byte)i, 0])];
        Assert.Equal([3, 4, 1, 2], Read(File(2, 2, 8, palette, rows)).Samples);
        Assert.Equal([1, 2, 3, 4], Read(File(-2, 2, 8, palette, rows)).Samples);
    }

    [Fact]
    public void Indices_become_greys_or_colours()
    {
        RasterImage image = Read(File(1, 10, 1, _greys, [0b0110_0000, 0b0100_0000, 0, 0]));
        Assert.Equal((1, 8), (image.Channels, image.BitDepth));
        Assert.Equal([0, 255, 255, 0, 0, 0, 0, 0, 0, 255], image.Samples);
        Assert.Equal([30, 20, 10, 3, 2, 1, 0, 0, 0], Read(File(1, 3, 4, _colours, [0x12, 0x00, 0, 0])).Samples);
    }

    [Fact]
    public void Colours_of_24_and_32_bits_are_read_and_an_empty_alpha_is_none()
    {
        Assert.Equal([3, 2, 1, 6, 5, 4], Read(File(1, 2, 24, [], [1, 2, 3, 4, 5, 6, 0, 0])).Samples);
        RasterImage image = Read(File(1, 2, 32, [], [1, 2, 3, 0, 4, 5, 6, 0]));
        Assert.Equal([3, 2, 1, 6, 5, 4], image.Samples);
        Assert.Equal([3, 2, 1, 6, 5, 4], Read(WithMasks([1, 2, 3, 0, 4, 5, 6, 0])).Samples);
        Assert.Equal([3, 2, 1, 9, 6, 5, 4, 0], Read(WithMasks([1, 2, 3, 9, 4, 5, 6, 0])).Samples);
    }

    [Fact]
    public void The_oldest_header_is_read()
    {
        byte[] file = [.. "BM"u8, .. new byte[8], 26 + 6, 0, 0, 0, 12, 0, 0, 0, 2, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 255, 255, 255, 0b0100_0000, 0, 0, 0];
        Assert.Equal([0, 255], Read(file).Samples);
    }

    [Fact]
    public void What_is_not_read_is_named()
    {
        Refuse(File(1, 4, 8, _greys, [4, 1, 0, 1], compression: 1), "the compression RLE8 of 8 bits", "save it without compression");
        Refuse(File(1, 4, 24, [], [1], compression: 4), "the compression JPEG");
        Refuse(File(1, 2, 16, [], [0, 0, 0, 0]), "16 bits a pixel");
        Refuse(File(0, 2, 24, [], []), "0 x 2 pixels");
        Refuse(File(1, 2, 8, _greys, [5, 0, 0, 0]), "the colour 5 at row 0, column 0");
    }

    [Fact]
    public void Hostile_sizes_and_files_that_are_cut_off_are_refused()
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Refuse(File(int.MaxValue, int.MaxValue, 24, [], [0, 0, 0, 0]), "an image of 2147483647 x 2147483647");
        Refuse(File(1 << 13, 1 << 13, 24, [], [0, 0, 0, 0]), "4 bytes of pixels", "cut off");
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 1 << 20);
        byte[] whole = File(2, 2, 24, [], new byte[16]);
        for (int length = 0; length < whole.Length; length++)
            Assert.Throws<ImageFileException>(() => Read(whole[..length]));
    }

    private static RasterImage Read(byte[] file) => ImageFile.Read(file, "image.bmp");

    private static void Refuse(byte[] file, params string[] parts)
    {
        ImageFileException refused = Assert.Throws<ImageFileException>(() => Read(file));
        Assert.DoesNotContain('\n', refused.Message);
        foreach (string part in parts)
            Assert.Contains(part, refused.Message, StringComparison.Ordinal);
    }

    private static byte[] File(int height, int width, int depth, byte[] palette, byte[] rows, uint compression = 0)
    {
        byte[] file = [.. "BM"u8, .. new byte[8], .. Number(54 + palette.Length), .. Number(40), .. Number(width), .. Number(height), 1, 0, (byte)depth, 0];
        return [.. file, .. Number((int)compression), .. new byte[12], .. Number(palette.Length / 4), .. new byte[4], .. palette, .. rows];
    }

    private static byte[] WithMasks(byte[] rows)
    {
        byte[] file = [.. "BM"u8, .. new byte[8], .. Number(70), .. Number(56), .. Number(2), .. Number(1), 1, 0, 32, 0, .. Number(3), .. new byte[20]];
        return [.. file, .. Number(0xFF0000), .. Number(0xFF00), .. Number(0xFF), .. Number(unchecked((int)0xFF000000)), .. rows];
    }

    private static byte[] Number(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
