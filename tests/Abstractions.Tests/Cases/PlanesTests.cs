using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Abstractions.Tests.Cases;

public sealed class PlanesTests
{
    [Theory]
    [InlineData(2, 3, 2, 11)]
    [InlineData(2, 3, 2, 13)]
    [InlineData(65536, 65536, 1, 0)]
    public void Values_of_another_number_are_refused_with_both_numbers(int height, int width, int planes, int values)
    {
        foreach (var message in Refusals(height, width, planes, values))
        {
            Assert.Contains($"{values} values", message);
            Assert.Contains($"{planes} planes of {height} by {width} pixels need {(long)planes * height * width}", message);
        }
    }

    [Theory]
    [InlineData(0, 3, 1)]
    [InlineData(3, 0, 1)]
    [InlineData(3, 3, 0)]
    [InlineData(-1, -3, 1)]
    public void Planes_without_a_pixel_are_refused(int height, int width, int planes)
    {
        foreach (var message in Refusals(height, width, planes, Math.Max(0, height * width * planes)))
            Assert.Contains("at least 1", message);
    }

    [Fact]
    public void A_mask_of_other_values_is_refused_by_its_first()
    {
        var values = new byte[2 * 3 * 4];
        values[12 + 4 + 2] = 255;
        values[23] = 2;

        Assert.Contains("255 at row 1, column 2 of class 1", Assert.Throws<ArgumentException>(() => new MaskPlanes(3, 4, 2, values)).Message);
    }

    [Fact]
    public void A_plane_is_the_part_of_its_class()
    {
        var mask = new MaskPlanes(1, 3, 2, [0, 1, 1, 1, 0, 0]);

        Assert.Equal([0, 1, 1], mask.Plane(0).ToArray());
        Assert.Equal([1, 0, 0], mask.Plane(1).ToArray());
        Assert.Equal((1, 3, 2), (mask.Height, mask.Width, mask.Classes));
    }

    [Fact]
    public void A_full_mask_is_1_everywhere() => Assert.Equal(Enumerable.Repeat((byte)1, 12), MaskPlanes.Full(2, 3, 2).Values);

    private static string[] Refusals(int height, int width, int planes, int values) =>
        [
            Assert.Throws<ArgumentException>(() => new MaskPlanes(height, width, planes, new byte[values])).Message,
            Assert.Throws<ArgumentException>(() => new ImagePlanes(height, width, planes, new byte[values])).Message,
        ];
}
