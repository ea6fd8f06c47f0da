using DeferredSeg.Formats.Images;

namespace DeferredSeg.Formats.Tests.Images.Jpeg;

/// <summary>Every form that libjpeg-turbo writes gives the pixels that libjpeg-turbo reads: equal, not only close.</summary>
public class JpegFixtureTests
{
    private const string WithOrientation = "turned";

    public static TheoryData<string> Names => [.. JpegFixtures.Names.Where(name => name != WithOrientation)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Pixels_are_those_of_libjpeg(string name) => Pictures.Same(JpegFixtures.Expected(name), ImageFile.Read(JpegFixtures.Bytes(name + ".jpg"), name));

    [Fact]
    public void All_subsamplings_and_codings_are_among_them() =>
        Assert.Superset(
            new HashSet<string>
            {
                "grey",
                "444",
                "422",
                "420",
                "440",
                "411",
                "410",
                "mixed",
                "rgb",
                "restart",
                "scans",
                "progressive-420",
                "progressive-grey",
                "progressive-restart",
                "one",
                "narrow",
                "column",
            },
            JpegFixtures.Names.ToHashSet()
        );

    /// <summary>The file says that a viewer should turn it by 90 degrees.</summary>
    [Fact]
    public void The_orientation_of_exif_is_applied()
    {
        byte[] file = JpegFixtures.Bytes("turned.jpg");
        Assert.True(file.AsSpan().IndexOf("Exif"u8) > 0);
        RasterImage image = ImageFile.Read(file, "turned.jpg");
        Assert.Equal((20, 12, 6), (image.Height, image.Width, image.Orientation));
        RasterImage stored = JpegFixtures.Expected(WithOrientation);
        for (int y = 0; y < 20; y++)
        for (int x = 0; x < 12; x++)
            Assert.Equal(stored.Samples[(12 - 1 - x) * 20 * stored.Channels + y * stored.Channels], image.Samples[(y * 12 + x) * image.Channels]);
    }

    [Fact]
    public void Components_named_r_g_b_without_markers_are_rgb_and_others_ycbcr()
    {
        List<JpegPart> parts = JpegPart.Split(JpegFixtures.Bytes("rgb.jpg"));
        Assert.Contains(parts, part => part.Marker == 0xEE);
        byte[] bare = JpegPart.Join(parts.Where(part => part.Marker is < 0xE0 or > 0xEF));
        Pictures.Same(JpegFixtures.Expected("rgb"), ImageFile.Read(bare, "bare.jpg"));
        byte[] jfif = JpegPart.Join([new(0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0], []), .. parts]);
        Assert.NotEqual(JpegFixtures.Expected("rgb").Samples, ImageFile.Read(jfif, "jfif.jpg").Samples);
    }

    [Fact]
    public void Comments_fill_bytes_and_what_follows_the_end_change_nothing()
    {
        byte[] file = JpegFixtures.Bytes("420.jpg");
        byte[] more = [0xFF, 0xD8, 0xFF, 0xFF, 0xFF, 0xFE, 0, 5, 1, 2, 3, .. file[2..], 7, 0xFF, 0xD8];
        Pictures.Same(JpegFixtures.Expected("420"), ImageFile.Read(more, "more.jpg"));
    }

    [Fact]
    public void Jpeg_is_not_written() =>
        Assert.Contains(
            ".png",
            Assert.Throws<ArgumentException>(() => ImageFile.Write("a.jpg", new RasterImage(1, 1, 1, 8, [0]))).Message,
            StringComparison.Ordinal
        );
}
