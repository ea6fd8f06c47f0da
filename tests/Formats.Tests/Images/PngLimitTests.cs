using DeferredSeg.Formats.Images;

namespace DeferredSeg.Formats.Tests.Images;

/// <summary>What a file promises is checked before memory is taken for it.</summary>
public class PngLimitTests
{
    [Theory]
    [InlineData(int.MaxValue, int.MaxValue, 16, 6)]
    [InlineData(1 << 14, (1 << 14) + 1, 8, 0)]
    [InlineData(1, (1 << 28) + 1, 1, 0)]
    [InlineData(1 << 14, 1 << 13, 8, 2)]
    public void More_samples_than_allowed_are_refused_at_once(int width, int height, int depth, int colour)
    {
        StoredPng promise = new(width, height, depth, colour, (_, _, _) => 0);
        ImageFileException refused = Refused(StoredPng.Of(promise.Header(), StoredPng.Chunk("IDAT", [])), new());
        Assert.Contains($"{height} x {width}", refused.Found, StringComparison.Ordinal);
        Assert.Equal("at most 268435456", refused.Expected);
        Assert.Contains("MaximumSamples", refused.Mend, StringComparison.Ordinal);
    }

    [Fact]
    public void The_limit_counts_the_channels_that_a_palette_adds()
    {
        StoredPng png = new(2, 2, 8, 3, (_, _, _) => 0) { Before = [StoredPng.Chunk("PLTE", [1, 2, 3]), StoredPng.Chunk("tRNS", [9])] };
        Assert.Equal(16, ImageFile.Read(png.File(), "file", new() { MaximumSamples = 16 }).Samples.Length);
        Assert.Contains("16 samples", Refused(png.File(), new() { MaximumSamples = 15 }).Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_file_that_promises_a_large_image_is_refused_at_once()
    {
        StoredPng promise = new(1 << 14, 1 << 14, 8, 0, (_, _, _) => 0);
        ImageFileException refused = Refused(StoredPng.Of(promise.Header(), StoredPng.Chunk("IDAT", new byte[100])), new());
        Assert.Contains("a file of 145 bytes", refused.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_that_compresses_as_well_as_deflate_can_is_read()
    {
        StoredPng png = new(8192, 2048, 1, 0, (_, _, _) => 0);
        byte[] inflated = new byte[2048 * 1025];
        using MemoryStream deflated = new();
        using (System.IO.Compression.ZLibStream zlib = new(deflated, System.IO.Compression.CompressionLevel.SmallestSize))
            zlib.Write(inflated);
        byte[] file = StoredPng.Of(png.Header(), StoredPng.Chunk("IDAT", deflated.ToArray()), StoredPng.Chunk("IEND", []));
        Assert.InRange(inflated.Length / file.Length, 900, 1032);
        Assert.Equal(8192 * 2048, ImageFile.Read(file, "flat.png").Samples.Length);
    }

    /// <summary>100 MB of zeros in 100 KB, behind a header of 16 pixels: inflating stops a byte after the image.</summary>
    [Fact]
    public void A_bomb_stops_at_the_size_of_the_image()
    {
        byte[] bomb = StoredPng.Deflated(new byte[100 << 20]);
        byte[] file = StoredPng.Of(new StoredPng(4, 4, 8, 0, (_, _, _) => 0).Header(), StoredPng.Chunk("IDAT", bomb), StoredPng.Chunk("IEND", []));
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        ImageFileException refused = Refused(file, new());
        Assert.Contains("more image data", refused.Found, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 1 << 20);
    }

    [Theory]
    [InlineData(0)]
    [InlineData((1 << 29) + 1)]
    public void A_limit_outside_of_its_range_is_refused(int limit) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageReadOptions { MaximumSamples = limit });

    private static ImageFileException Refused(byte[] file, ImageReadOptions options) =>
        Assert.Throws<ImageFileException>(() => ImageFile.Read(file, "file", options));
}
