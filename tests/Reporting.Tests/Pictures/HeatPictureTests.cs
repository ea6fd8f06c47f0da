using DeferredSeg.Formats.Images;
using DeferredSeg.Reporting.Pictures;

namespace DeferredSeg.Reporting.Tests.Pictures;

public sealed class HeatPictureTests
{
    [Fact]
    public void Colours_grow_brighter_with_the_value_and_end_as_the_map_says()
    {
        Assert.Equal(("#440154", "#fde725"), (ColourMap.Of(0).ToString(), ColourMap.Of(1).ToString()));
        Assert.Equal((ColourMap.Of(0), ColourMap.Of(1), ColourMap.Of(0)), (ColourMap.Of(-3), ColourMap.Of(7), ColourMap.Of(double.NaN)));
        double[] lightness = [.. Enumerable.Range(0, 101).Select(i => Lightness(ColourMap.Of(i / 100.0)))];
        for (var i = 1; i < lightness.Length; i++)
            Assert.True(lightness[i] > lightness[i - 1], $"at {i}");
        // Equal steps look alike: no tenth of the range changes the lightness by less than half, or more than twice, of what is its share.
        for (var i = 10; i <= 100; i += 10)
            Assert.InRange((lightness[i] - lightness[i - 10]) / (lightness[100] - lightness[0]), 0.05, 0.2);
    }

    [Fact]
    public void A_map_is_drawn_alone_or_over_an_image()
    {
        var image = new RasterImage(1, 2, 1, 8, [100, 200]);

        Assert.Equal([0x44, 0x01, 0x54, 0xfd, 0xe7, 0x25], HeatPicture.Of([0, 1], 1, 2).Samples);
        Assert.Equal([100, 100, 100, 200, 200, 200], HeatPicture.Of([0, 1], 1, 2, image, 0).Samples);
        Assert.Equal(HeatPicture.Of([0, 1], 1, 2).Samples, HeatPicture.Of([0, 1], 1, 2, image, 1).Samples);
        Assert.Equal([76, 76, 76], HeatPicture.Of([0.5f], 1, 1, new RasterImage(1, 1, 3, 8, [255, 0, 0]), 0).Samples);
        Assert.Equal((ushort)Math.Round(100 + 0.25 * (0x44 - 100)), HeatPicture.Of([0, 1], 1, 2, image, 0.25).Samples[0]);
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_refused()
    {
        Assert.Contains("3 values; expected height 1 x width 2", Assert.Throws<ArgumentException>(() => HeatPicture.Of([0, 0, 0], 1, 2)).Message);
        Assert.Contains(
            "resize one to the other",
            Assert.Throws<ArgumentException>(() => HeatPicture.Of([0, 0], 2, 1, new RasterImage(1, 2, 1, 8, [0, 0]))).Message
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => HeatPicture.Of([0], 1, 1, opacity: 1.5));
    }

    // CIE 1976 L* of sRGB.
    private static double Lightness(RgbColour colour)
    {
        var y = 0.2126 * Linear(colour.Red) + 0.7152 * Linear(colour.Green) + 0.0722 * Linear(colour.Blue);
        return 116 * Math.Cbrt(y) - 16;

        double Linear(byte part) => part / 255.0 is var value && value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }
}
