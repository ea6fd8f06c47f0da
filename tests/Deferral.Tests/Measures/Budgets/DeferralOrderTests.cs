using DeferredSeg.Deferral.Measures.Budgets;

namespace DeferredSeg.Deferral.Tests.Measures.Budgets;

public sealed class DeferralOrderTests
{
    [Fact]
    public void Scores_sort_as_a_stable_sort_does_with_many_equal_ones()
    {
        var seed = TestSeed.Value;
        var random = new Random(seed);
        for (var i = 0; i < 20; i++)
        {
            double[] scores =
            [
                .. Enumerable
                    .Range(0, random.Next(1, 500))
                    .Select(_ =>
                        random.Next(-3, 4) switch
                        {
                            3 => double.PositiveInfinity,
                            -3 => double.NegativeInfinity,
                            0 => random.Next(2) == 0 ? 0.0 : -0.0,
                            var some => some,
                        }
                    ),
            ];

            int[] expected = [.. Enumerable.Range(0, scores.Length).OrderByDescending(pixel => scores[pixel])];

            Assert.True(expected.AsSpan().SequenceEqual(DeferralOrder.ByScore(scores).Pixels), $"seed {seed}, draw {i}");
        }
    }

    [Fact]
    public void A_random_order_has_every_pixel_once_and_depends_on_seed_and_name()
    {
        var order = DeferralOrder.Random(200, 7, "a").Pixels.ToArray();

        Assert.Equal(Enumerable.Range(0, 200), order.Order());
        Assert.Equal(order, DeferralOrder.Random(200, 7, "a").Pixels.ToArray());
        Assert.NotEqual(order, DeferralOrder.Random(200, 8, "a").Pixels.ToArray());
        Assert.NotEqual(order, DeferralOrder.Random(200, 7, "b").Pixels.ToArray());
    }

    [Fact]
    public void Every_order_of_three_pixels_is_equally_likely()
    {
        var counts = Enumerable
            .Range(0, 6000)
            .GroupBy(seed => string.Join(' ', DeferralOrder.Random(3, seed).Pixels.ToArray()))
            .ToDictionary(group => group.Key, group => group.Count());

        Assert.Equal(6, counts.Count);
        // Five standard deviations of a binomial count are 144.
        Assert.All(counts.Values, count => Assert.InRange(count, 1000 - 144, 1000 + 144));
    }

    [Fact]
    public void The_oracle_defers_gains_first_and_losses_last() =>
        Assert.Equal([2, 4, 0, 3, 1], DeferralOrder.Oracle([1, 1, 1, 1, 2], [1, 1, 0, 0, 0], [1, 0, 1, 2, 2]).Pixels.ToArray());

    [Fact]
    public void The_first_pixels_are_a_decision_map()
    {
        var order = DeferralOrder.ByScore([0.1, 0.9, 0.5]);

        Assert.Equal([0, 0, 0], order.First(0));
        Assert.Equal([0, 1, 1], order.First(2));
        Assert.Contains("4 pixels were to be deferred; expected 0 to 3", Assert.Throws<ArgumentOutOfRangeException>(() => order.First(4)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => order.First(-1));
    }

    [Theory]
    [InlineData(0, 7, 0)]
    [InlineData(1, 7, 7)]
    [InlineData(0.5, 5, 2)]
    [InlineData(0.5, 7, 4)]
    [InlineData(0.26, 10, 3)]
    public void A_share_is_the_nearest_number_of_pixels(double share, int pixels, int expected) => Assert.Equal(expected, DeferralBudget.Pixels(share, pixels));

    [Fact]
    public void What_is_no_share_or_does_not_sort_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => DeferralBudget.Pixels(1.01, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => DeferralBudget.Pixels(double.NaN, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => DeferralBudget.Pixels(0.5, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => DeferralOrder.Random(0, 1));
        Assert.Contains("pixel 1 is NaN", Assert.Throws<ArgumentException>(() => DeferralOrder.ByScore([1, double.NaN])).Message);
        Assert.Contains("no scores", Assert.Throws<ArgumentException>(() => DeferralOrder.ByScore([])).Message);
        Assert.Contains("answer has 1 pixels", Assert.Throws<ArgumentException>(() => DeferralOrder.Oracle([0, 0], [0, 0], [0])).Message);
    }
}
