using DeferredSeg.Formats.Images;

namespace DeferredSeg.Formats.Tests.Images;

public class PngRoundTripTests
{
    public static TheoryData<int, int> Kinds => RandomImages.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_written_is_read_again(int channels, int depth)
    {
        using TemporaryFolder folder = new();
        int seed = TestSeed.Value;
        Random random = new(seed);
        for (int i = 0; i < 25; i++)
        {
            RasterImage image = RandomImages.Of(random, 1 + random.Next(i), 1 + random.Next(40), channels, depth);
            ImageFile.Write(folder["image.png"], image);
            RasterImage read = ImageFile.Read(folder["image.png"]);
            Assert.True(image.Samples.AsSpan().SequenceEqual(read.Samples), $"seed {seed}, image {i}");
            Pictures.Same(image, read);
        }
    }

    /// <summary>Its data take several chunks.</summary>
    [Fact]
    public void A_large_image_is_read_again()
    {
        using TemporaryFolder folder = new();
        RasterImage image = RandomImages.Of(new(5), 700, 900, 3, 16);
        ImageFile.Write(folder["large.png"], image);
        Pictures.Same(image, ImageFile.Read(folder["large.png"]));
    }

    [Fact]
    public void The_same_image_gives_the_same_bytes()
    {
        using TemporaryFolder folder = new();
        RasterImage image = RandomImages.Of(new(6), 50, 60, 3, 8);
        ImageFile.Write(folder["one.png"], image);
        ImageFile.Write(folder["two.PNG"], image);
        Assert.Equal(File.ReadAllBytes(folder["one.png"]), File.ReadAllBytes(folder["two.PNG"]));
    }

    [Fact]
    public void An_existing_file_is_replaced_and_nothing_else_is_left()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["image.png"], "something longer than the image that replaces it, by far, and then more of it");
        ImageFile.Write(folder["image.png"], new(1, 1, 1, 8, [7]));
        Assert.Equal([7], ImageFile.Read(folder["image.png"]).Samples);
        Assert.Equal([folder["image.png"]], Directory.GetFiles(folder.FullName));
    }

    [Fact]
    public void A_name_of_another_format_is_refused()
    {
        using TemporaryFolder folder = new();
        ArgumentException refused = Assert.Throws<ArgumentException>(() => ImageFile.Write(folder["image.bmp"], new(1, 1, 1, 8, [7])));
        Assert.Contains("'.bmp'", refused.Message, StringComparison.Ordinal);
        Assert.Contains(".png", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.FullName));
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        Assert.Contains("nowhere.png", Assert.Throws<FileNotFoundException>(() => ImageFile.Read("nowhere.png")).Message, StringComparison.Ordinal);
        using TemporaryFolder folder = new();
        Assert.Equal("a folder", Assert.Throws<ImageFileException>(() => ImageFile.Read(folder.FullName)).Found);
    }

    [Fact]
    public void A_file_is_opened_without_locking_out_other_readers()
    {
        using TemporaryFolder folder = new();
        ImageFile.Write(folder["image.png"], new(1, 1, 1, 8, [7]));
        using FileStream reader = new(folder["image.png"], FileMode.Open, FileAccess.Read, FileShare.Read);
        Assert.Equal([7], ImageFile.Read(folder["image.png"]).Samples);
    }
}
