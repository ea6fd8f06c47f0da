using DeferredSeg.Formats.Images;
using DeferredSeg.Reporting.Pictures;

namespace DeferredSeg.Reporting.Tests.Pictures;

public sealed class RoutingPictureTests
{
    [Fact]
    public void Without_an_image_the_model_is_light_grey_and_experts_have_their_colours()
    {
        var picture = PngPixels.Of(RoutingPicture.Of([0, 1, 2, 3, 6, 0], 2, 3));

        Assert.Equal((2, 3, 3, 8), (picture.Height, picture.Width, picture.Channels, picture.BitDepth));
        Assert.Equal([211, 211, 211, 0, 158, 115, 240, 228, 66, 204, 121, 167, 0, 79, 57, 211, 211, 211], picture.Samples);
    }

    [Fact]
    public void Over_a_grey_image_the_models_pixels_stay_and_experts_are_blended()
    {
        var image = new RasterImage(1, 4, 1, 8, [10, 100, 255, 0]);

        Assert.Equal([10, 10, 10, 50, 129, 108, 248, 242, 161, 0, 0, 0], PngPixels.Of(RoutingPicture.Of([0, 1, 2, 0], 1, 4, image)).Samples);
    }

    [Fact]
    public void Over_a_colour_image_each_part_is_blended()
    {
        var image = new RasterImage(1, 2, 3, 8, [1, 2, 3, 40, 80, 120]);

        Assert.Equal([1, 2, 3, 30, 100, 119], PngPixels.Of(RoutingPicture.Of([0, 1], 1, 2, image, opacity: 0.25)).Samples);
    }

    [Fact]
    public void Sixteen_bits_are_rounded_to_eight_and_alpha_is_left_out()
    {
        var grey = new RasterImage(1, 4, 1, 16, [0, 128, 129, 65535]);
        var rgba = new RasterImage(1, 1, 4, 8, [7, 8, 9, 3]);
        var greyAlpha = new RasterImage(1, 1, 2, 8, [7, 3]);

        Assert.Equal([0, 0, 0, 0, 0, 0, 1, 1, 1, 255, 255, 255], RoutingPicture.Of([0, 0, 0, 0], 1, 4, grey).Samples);
        Assert.Equal([7, 8, 9], RoutingPicture.Of([0], 1, 1, rgba).Samples);
        Assert.Equal([7, 7, 7], RoutingPicture.Of([0], 1, 1, greyAlpha).Samples);
    }

    [Theory]
    [InlineData(0, 50, 50, 50)]
    [InlineData(1, 0, 158, 115)]
    public void Opacity_goes_from_the_image_to_the_colour(double opacity, int red, int green, int blue) =>
        Assert.Equal([(ushort)red, (ushort)green, (ushort)blue], RoutingPicture.Of([1], 1, 1, new(1, 1, 1, 8, [50]), opacity).Samples);

    [Fact]
    public void What_does_not_fit_together_is_refused()
    {
        Assert.Contains("5 values", Assert.Throws<ArgumentException>(() => RoutingPicture.Of(new long[5], 2, 3)).Message);
        Assert.Contains("both at least 1", Assert.Throws<ArgumentException>(() => RoutingPicture.Of([], 0, 3)).Message);
        Assert.Contains(
            "1 x 2, the decision map 2 x 1",
            Assert.Throws<ArgumentException>(() => RoutingPicture.Of(new long[2], 2, 1, new(1, 2, 1, 8, [0, 0]))).Message
        );
        Assert.Contains("-1 at row 1, column 0", Assert.Throws<ArgumentException>(() => RoutingPicture.Of([0, 0, -1, 0], 2, 2)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => RoutingPicture.Of([0], 1, 1, opacity: 1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => RoutingPicture.Of([0], 1, 1, opacity: double.NaN));
    }
}
