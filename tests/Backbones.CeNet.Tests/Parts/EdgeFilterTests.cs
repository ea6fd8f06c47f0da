using Backbones.CeNet.Decoding;

namespace Backbones.CeNet.Tests.Parts;

public sealed class EdgeFilterTests : ScopedTensorTest
{
    [Fact]
    public void A_single_scale_has_no_edges()
    {
        using var filter = new EdgeFilter(4, [0.5]);

        Close.To(zeros(2, 4, 9, 7), filter.call(randn(2, 4, 9, 7)), 0, "the edges");
    }

    [Fact]
    public void Scale_one_loses_nothing_so_that_its_pairs_are_the_other_scales_losses()
    {
        using var filter = new EdgeFilter(4, [0.5, 1]);
        var maps = randn(2, 4, 8, 6);
        var half = nn.functional.interpolate(maps, scale_factor: [0.5, 0.5], mode: InterpolationMode.Bilinear, align_corners: false);

        var expected = (maps - nn.functional.interpolate(half, [8, 6], mode: InterpolationMode.Bilinear, align_corners: false)).abs();

        Close.To(expected, filter.call(maps), 1e-6, $"the edges (seed {Seed})");
    }

    [Fact]
    public void The_average_is_over_all_pairs()
    {
        double[] scales = [0.3, 0.6, 1, 0.9];
        var maps = randn(1, 3, 20, 20);
        using var all = new EdgeFilter(3, scales);
        var pairs = scales.SelectMany((one, i) => scales[(i + 1)..].Select(other => new[] { one, other })).ToList();

        var sum = zeros(1, 3, 20, 20);
        foreach (var pair in pairs)
        {
            using var single = new EdgeFilter(3, pair);
            sum.add_(single.call(maps));
        }

        Assert.Equal(6, pairs.Count);
        Close.To(sum / 6, all.call(maps), 1e-6, $"the edges (seed {Seed})");
    }
}
