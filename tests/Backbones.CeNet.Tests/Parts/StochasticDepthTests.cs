namespace Backbones.CeNet.Tests.Parts;

public sealed class StochasticDepthTests : ScopedTensorTest
{
    [Fact]
    public void An_image_is_skipped_as_a_whole_or_enlarged_so_that_the_mean_stays()
    {
        const double Rate = 0.25;
        const int Images = 4000;

        var kept = StochasticDepth.Apply(ones(Images, 2, 3, 3), Rate, training: true);

        var rows = kept.view(Images, -1);
        Close.To(rows.amin(1), rows.amax(1), 0, $"the smallest value of an image (seed {Seed})");
        Assert.All(rows[.., 0].data<float>().ToArray(), value => Assert.True(value == 0 || Math.Abs(value - 1 / (1 - Rate)) < 1e-6, $"{value} (seed {Seed})"));
        // Five deviations of the mean of that many draws.
        Assert.True(Math.Abs(rows.mean().ToDouble() - 1) < 5 * Math.Sqrt(Rate / (1 - Rate) / Images), $"The mean is {rows.mean().ToDouble()} (seed {Seed}).");
    }

    [Theory]
    [InlineData(0.5, false)]
    [InlineData(0, true)]
    public void Otherwise_nothing_is_skipped_and_nothing_drawn(double rate, bool training)
    {
        var branch = randn(3, 2, 2, 2);
        var before = get_rng_state();

        Assert.Same(branch, StochasticDepth.Apply(branch, rate, training));
        Assert.True(before.eq(get_rng_state()).all().ToBoolean());
    }

    [Fact]
    public void A_network_draws_from_torchs_generator_in_training_and_not_in_evaluation()
    {
        using var network = new CeNet(Small.Options with { DropPath = 0.5 });
        using var frozen = no_grad();
        // More images than one, that more than a few masks are drawn.
        var images = rand(4, 3, 224, 224);
        // The encoder alone: the decoder's batch normalisation has other statistics afterwards, the encoder has none.
        network.train();
        var first = Last(network, images, 1);

        Close.To(first, Last(network, images, 1), 0, $"the same seed's map (seed {Seed})");
        Assert.NotEqual(0, (first - Last(network, images, 2)).abs().max().ToDouble());
        network.eval();
        Close.To(Last(network, images, 1), Last(network, images, 2), 0, $"the map in evaluation (seed {Seed})");
    }

    private static Tensor Last(CeNet network, Tensor images, long seed)
    {
        using var generator = manual_seed(seed);
        return network.Encode(images)[^1];
    }
}
