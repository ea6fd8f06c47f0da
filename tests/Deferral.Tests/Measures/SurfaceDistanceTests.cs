using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Deferral.Tests.Measures;

public sealed class SurfaceDistanceTests
{
    public static TheoryData<string> Pairs => GoldenPair.Names;

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Stored_distances_agree_in_pixels(string name) => AssertGolden(name, "surface_spacing_1_1", PixelSpacing.Pixels);

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Stored_distances_agree_with_a_spacing(string name) => AssertGolden(name, "surface_spacing_0p7_1p3", new(0.7, 1.3));

    [Fact]
    public void Prediction_and_truth_may_change_places()
    {
        var pair = GoldenPair.Of("blobs4");
        var there = SurfaceDistance.Between(pair.Prediction, pair.Truth, pair.Height, pair.Width, PixelSpacing.Pixels);
        var back = SurfaceDistance.Between(pair.Truth, pair.Prediction, pair.Height, pair.Width, PixelSpacing.Pixels);

        Assert.Equal(there, back);
    }

    [Fact]
    public void The_surface_is_what_touches_background_by_an_edge()
    {
        byte[] mask = [1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 0];

        Assert.Equal([1, 1, 1, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 1, 1, 1, 0], MaskSurface.Of(mask, 4, 5));
    }

    [Fact]
    public void Masks_of_another_size_and_a_spacing_of_nothing_are_refused()
    {
        Assert.Contains(
            "truth has 5 pixels; expected height 2 x width 3",
            Assert.Throws<ArgumentException>(() => SurfaceDistance.Between(new byte[6], new byte[5], 2, 3, PixelSpacing.Pixels)).Message
        );
        Assert.Contains(
            "spacing is 0 by 1",
            Assert.Throws<ArgumentOutOfRangeException>(() => SurfaceDistance.Between(new byte[6], new byte[6], 2, 3, new(0, 1))).Message
        );
        Assert.Contains("mask has 6 pixels", Assert.Throws<ArgumentException>(() => MaskSurface.Of(new byte[6], 2, 2)).Message);
    }

    private static void AssertGolden(string name, string key, PixelSpacing spacing)
    {
        var pair = GoldenPair.Of(name);
        var expected = pair.Numbers.GetProperty(key);

        var distance = SurfaceDistance.Between(pair.Prediction, pair.Truth, pair.Height, pair.Width, spacing);

        Assert.Equal(GoldenPair.Number(expected, "hd"), distance.Hausdorff, 1e-9);
        Assert.Equal(GoldenPair.Number(expected, "hd95_max_directed"), distance.Hausdorff95, 1e-9);
        Assert.Equal(GoldenPair.Number(expected, "hd95_pooled"), distance.PooledHausdorff95, 1e-9);
        Assert.Equal(GoldenPair.Number(expected, "assd_pooled"), distance.Average, 1e-9);
        Assert.Equal(GoldenPair.Number(expected, "assd_mean_of_means"), distance.MeanOfAverages, 1e-9);
        if (expected.TryGetProperty("image_diagonal", out var diagonal))
            Assert.Equal(diagonal.GetDouble(), SurfaceDistance.ImageDiagonal(pair.Height, pair.Width, spacing), 1e-9);
    }
}
