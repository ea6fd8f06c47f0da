using DeferredSeg.Formats.Images;

namespace DeferredSeg.Formats.Tests.Images;

/// <summary>Every form of the specification, built by hand and compared sample by sample.</summary>
public class PngFormTests
{
    /// <summary>Colour type and depth of every legal form.</summary>
    public static TheoryData<int, int> Forms =>
        new()
        {
            { 0, 1 },
            { 0, 2 },
            { 0, 4 },
            { 0, 8 },
            { 0, 16 },
            { 2, 8 },
            { 2, 16 },
            { 4, 8 },
            { 4, 16 },
            { 6, 8 },
            { 6, 16 },
        };

    /// <summary>Written by another program: one pixel of RGBA (a fixed point outside of these tests' own builder).</summary>
    [Fact]
    public void A_file_of_another_program_is_read()
    {
        byte[] file = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");
        Pictures.Same(new(1, 1, 4, 8, [0, 0, 255, 127]), Read(file));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_form_is_read_whatever_its_filters_and_size(int colour, int depth)
    {
        int seed = TestSeed.Value;
        Random random = new(seed);
        for (int height = 1; height <= 10; height++)
        {
            for (int width = 1; width <= 10; width++)
            {
                foreach (bool interlaced in new[] { false, true })
                {
                    int first = random.Next();
                    StoredPng png = new(width, height, depth, colour, (y, x, c) => Noise(first, y, x, c, depth))
                    {
                        Interlaced = interlaced,
                        Filter = row => (int)((uint)(first + row) % 5),
                    };
                    RasterImage read = Read(png.File());
                    int scale = depth < 8 ? 255 / ((1 << depth) - 1) : 1;
                    ushort[] expected =
                    [
                        .. from y in Enumerable.Range(0, height)
                        from x in Enumerable.Range(0, width)
                        from c in Enumerable.Range(0, png.Channels)
                        select (ushort)(scale * png.Sample(y, x, c)),
                    ];
                    Assert.True(expected.AsSpan().SequenceEqual(read.Samples), $"seed {seed}, {height} x {width}, interlaced {interlaced}");
                    Assert.Equal((height, width, png.Channels, Math.Max(8, depth)), (read.Height, read.Width, read.Channels, read.BitDepth));
                }
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Every_filter_is_undone_in_every_row(int filter)
    {
        foreach ((int colour, int depth) in new[] { (0, 8), (0, 16), (2, 8), (6, 16), (0, 1) })
        {
            StoredPng png = new(33, 9, depth, colour, (y, x, c) => Noise(filter, y, x, c, depth));
            Pictures.Same(Read(png.File()), Read((png with { Filter = _ => filter }).File()));
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(4, true)]
    [InlineData(8, true)]
    public void A_palette_becomes_rgb(int depth, bool interlaced)
    {
        int colours = Math.Min(1 << depth, 200);
        byte[] palette = Palette(colours);
        StoredPng png = new(13, 7, depth, 3, (y, x, _) => (y * 13 + x) % colours) { Interlaced = interlaced, Before = [StoredPng.Chunk("PLTE", palette)] };
        ushort[] expected = [.. Enumerable.Range(0, 13 * 7).SelectMany(pixel => palette.Skip(pixel % colours * 3).Take(3)).Select(value => (ushort)value)];
        Pictures.Same(new(7, 13, 3, 8, expected), Read(png.File()));
    }

    [Fact]
    public void Transparency_of_a_palette_becomes_alpha_and_what_it_leaves_out_is_opaque()
    {
        StoredPng png = new(3, 1, 2, 3, (_, x, _) => x) { Before = [StoredPng.Chunk("PLTE", [1, 2, 3, 4, 5, 6, 7, 8, 9]), StoredPng.Chunk("tRNS", [0, 128])] };
        Pictures.Same(new(1, 3, 4, 8, [1, 2, 3, 0, 4, 5, 6, 128, 7, 8, 9, 255]), Read(png.File()));
    }

    [Fact]
    public void A_transparent_grey_becomes_alpha()
    {
        StoredPng four = new(3, 1, 4, 0, (_, x, _) => 5 * x) { Before = [StoredPng.Chunk("tRNS", [0, 5])] };
        Pictures.Same(new(1, 3, 2, 8, [0, 255, 85, 0, 170, 255]), Read(four.File()));
        StoredPng sixteen = new(2, 1, 16, 0, (_, x, _) => 300 + x) { Before = [StoredPng.Chunk("tRNS", [1, 44])] };
        Pictures.Same(new(1, 2, 2, 16, [300, 0, 301, 65535]), Read(sixteen.File()));
    }

    [Fact]
    public void A_transparent_colour_becomes_alpha()
    {
        StoredPng png = new(2, 1, 8, 2, (_, x, c) => 10 + x * c) { Before = [StoredPng.Chunk("tRNS", [0, 10, 0, 11, 0, 12])] };
        Pictures.Same(new(1, 2, 4, 8, [10, 10, 10, 255, 10, 11, 12, 0]), Read(png.File()));
    }

    [Fact]
    public void Chunks_that_only_describe_are_read_over()
    {
        byte[] palette = StoredPng.Chunk("PLTE", Palette(4));
        StoredPng png = new(2, 1, 8, 2, (_, x, c) => x + c)
        {
            Before = [StoredPng.Chunk("gAMA", [0, 0, 177, 143]), palette, StoredPng.Chunk("tEXt", new byte[9999]), StoredPng.Chunk("zzZz", [])],
        };
        Pictures.Same(new(1, 2, 3, 8, [0, 1, 2, 1, 2, 3]), Read(png.File()));
    }

    [Fact]
    public void Image_data_may_be_cut_anywhere_and_anything_may_follow_the_end()
    {
        StoredPng png = new(9, 9, 8, 0, (y, x, _) => Noise(8, y, x, 0, 8));
        byte[][] cut = [.. StoredPng.Deflated(png.Rows()).Select(value => StoredPng.Chunk("IDAT", [value]))];
        byte[] file = StoredPng.Of([
            png.Header(),
            StoredPng.Chunk("IDAT", []),
            .. cut,
            StoredPng.Chunk("IDAT", []),
            StoredPng.Chunk("tIME", new byte[7]),
            StoredPng.Chunk("IEND", []),
        ]);
        Pictures.Same(Read(png.File()), Read([.. file, 1, 2, 3]));
    }

    private static RasterImage Read(byte[] file) => ImageFile.Read(file, "built.png");

    private static byte[] Palette(int colours) => [.. Enumerable.Range(0, 3 * colours).Select(i => (byte)(i * 37))];

    private static int Noise(int seed, int y, int x, int c, int depth) =>
        (int)(unchecked((uint)(seed + y * 7919 + x * 104729 + c * 1299709) * 2654435761) >> 9) & ((1 << depth) - 1);
}
