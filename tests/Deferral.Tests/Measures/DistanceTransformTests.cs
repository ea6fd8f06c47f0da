using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Deferral.Tests.Measures;

public sealed class DistanceTransformTests
{
    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(1, 30, 1, 2.5)]
    [InlineData(30, 1, 0.3, 1)]
    [InlineData(17, 23, 1, 1)]
    [InlineData(17, 23, 0.7, 1.3)]
    [InlineData(24, 15, 5, 0.01)]
    [InlineData(24, 15, 0.01, 5)]
    public void It_is_the_nearest_of_all_pixels(int height, int width, double row, double column)
    {
        var random = new Random(height * 100 + width);
        foreach (var share in (double[])[0.003, 0.02, 0.3, 1])
        {
            var mask = new byte[height * width];
            for (var i = 0; i < mask.Length; i++)
                mask[i] = random.NextDouble() < share ? (byte)1 : (byte)0;

            var fast = DistanceTransform.Of(mask, height, width, new(row, column));

            for (var i = 0; i < mask.Length; i++)
                Assert.Equal(Nearest(mask, i, width, row, column), fast[i], 1e-9);
        }
    }

    [Fact]
    public void An_empty_mask_is_infinitely_far() =>
        Assert.All(DistanceTransform.Of(new byte[12], 3, 4, PixelSpacing.Pixels), distance => Assert.Equal(double.PositiveInfinity, distance));

    [Fact]
    public void No_pixels_have_no_distances() => Assert.Empty(DistanceTransform.Of([], 0, 4, PixelSpacing.Pixels));

    private static double Nearest(byte[] mask, int from, int width, double row, double column)
    {
        var nearest = double.PositiveInfinity;
        for (var to = 0; to < mask.Length; to++)
        {
            if (mask[to] != 0)
                nearest = Math.Min(nearest, double.Hypot((to / width - from / width) * row, (to % width - from % width) * column));
        }
        return nearest;
    }
}
