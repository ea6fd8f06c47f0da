using DeferredSeg.Deferral.Consensus;

namespace DeferredSeg.Deferral.Tests.Consensus;

public sealed class StapleTests
{
    [Theory]
    [InlineData(2, 0.3)]
    [InlineData(4, 0.5)]
    [InlineData(7, 0.05)]
    public void It_is_the_method_of_the_paper_for_any_prior(int raters, double prior)
    {
        var ratings = Noisy(raters, 400, seed: raters);
        var (w, p, q) = NaiveStaple.Of(ratings, prior, iterations: 12);

        var result = Staple.Of(ratings, new() { Prior = prior, MaxIterations = 12 });

        Assert.Equal(12, result.Iterations);
        for (var i = 0; i < w.Length; i++)
            Assert.Equal(w[i], result.Posterior[i], 1e-10);
        for (var j = 0; j < raters; j++)
        {
            Assert.Equal(p[j], result.Sensitivity[j], 1e-10);
            Assert.Equal(q[j], result.Specificity[j], 1e-10);
        }
    }

    [Fact]
    public void Raters_in_another_order_keep_their_own_rates()
    {
        var ratings = Noisy(5, 500, seed: 3);
        int[] order = [3, 0, 4, 2, 1];

        var straight = Staple.Of(ratings);
        var permuted = Staple.Of([.. order.Select(rater => ratings[rater])]);

        Assert.Equal(straight.Consensus, permuted.Consensus);
        for (var i = 0; i < order.Length; i++)
        {
            Assert.Equal(straight.Sensitivity[order[i]], permuted.Sensitivity[i], 1e-9);
            Assert.Equal(straight.Specificity[order[i]], permuted.Specificity[i], 1e-9);
        }
        Assert.True(straight.Sensitivity.Distinct().Count() > 1);
    }

    [Fact]
    public void Pixels_in_another_order_keep_their_own_posterior()
    {
        var ratings = Noisy(4, 300, seed: 5);

        var straight = Staple.Of(ratings).Posterior;
        var reversed = Staple.Of([.. ratings.Select(rating => (ReadOnlyMemory<byte>)rating.ToArray().Reverse().ToArray())]).Posterior;

        for (var i = 0; i < straight.Length; i++)
            Assert.Equal(straight[i], reversed[^(i + 1)], 1e-9);
    }

    [Fact]
    public void A_single_rater_is_the_consensus()
    {
        byte[] mask = [0, 255, 1, 0, 0];

        Assert.Equal([0, 1, 1, 0, 0], Staple.Of([mask]).Consensus);
    }

    [Fact]
    public void A_hundred_raters_who_never_agree_leave_numbers()
    {
        var ratings = Enumerable
            .Range(0, 100)
            .Select(rater => (ReadOnlyMemory<byte>)Enumerable.Range(0, 120).Select(pixel => pixel == rater ? (byte)1 : (byte)0).ToArray())
            .ToArray();

        var result = Staple.Of(ratings);

        Assert.All([.. result.Posterior, .. result.Sensitivity, .. result.Specificity], value => Assert.InRange(value, 0, 1));
        Assert.All(result.Consensus, label => Assert.Equal(0, label));
    }

    [Fact]
    public void Labels_are_estimated_one_against_the_rest()
    {
        ReadOnlyMemory<byte>[] ratings = [new byte[] { 0, 2, 2, 7, 7, 0, 2 }, new byte[] { 0, 2, 2, 7, 7, 7, 0 }, new byte[] { 0, 2, 7, 7, 7, 0, 2 }];

        var result = Staple.OneVersusRest(ratings);

        Assert.Equal([2, 7], result.Labels);
        Assert.Equal([0, 2, 2, 7, 7, 0, 2], result.Consensus);
        var seven = Staple.Of([.. ratings.Select(rating => (ReadOnlyMemory<byte>)rating.ToArray().Select(label => label == 7 ? (byte)1 : (byte)0).ToArray())]);
        Assert.Equal(seven.Posterior, result.PerLabel[1].Posterior);
        Assert.Equal(seven.Sensitivity, result.PerLabel[1].Sensitivity);
    }

    [Fact]
    public void Labels_of_a_binary_rating_are_the_binary_estimate()
    {
        var ratings = Noisy(3, 200, seed: 8);

        Assert.Equal(Staple.Of(ratings).Consensus, Staple.OneVersusRest(ratings).Consensus);
    }

    [Fact]
    public void Background_alone_has_no_label() => Assert.Empty(Staple.OneVersusRest([new byte[4], new byte[4]]).Labels);

    [Fact]
    public void Ratings_of_different_images_are_refused()
    {
        Assert.Contains("Rater 1 has 3 pixels, rater 0 has 4", Assert.Throws<ArgumentException>(() => Staple.Of([new byte[4], new byte[3]])).Message);
        Assert.Contains("Rater 1 has 3 pixels", Assert.Throws<ArgumentException>(() => Staple.OneVersusRest([new byte[4], new byte[3]])).Message);
        Assert.Contains("no ratings", Assert.Throws<ArgumentException>(() => Staple.Of([])).Message);
        Assert.Contains("no pixels", Assert.Throws<ArgumentException>(() => Staple.Of([Array.Empty<byte>()])).Message);
    }

    [Fact]
    public void All_wrong_options_are_told_at_once()
    {
        var message = Assert
            .Throws<ArgumentException>(() =>
                Staple.Of(
                    [new byte[] { 0, 1 }],
                    new()
                    {
                        Prior = 1,
                        InitialSensitivity = 0,
                        InitialSpecificity = double.NaN,
                        Tolerance = 0,
                        MaxIterations = 0,
                    }
                )
            )
            .Message;

        Assert.All(
            new[] { "Prior is 1", "InitialSensitivity is 0", "InitialSpecificity is NaN", "Tolerance is 0", "MaxIterations is 0" },
            part => Assert.Contains(part, message)
        );
    }

    /// <summary>A third of the pixels is foreground; rater r is wrong with probability (r + 1) / (2 R + 2).</summary>
    private static ReadOnlyMemory<byte>[] Noisy(int raters, int pixels, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, raters)
                .Select(rater =>
                    (ReadOnlyMemory<byte>)
                        Enumerable
                            .Range(0, pixels)
                            .Select(pixel => (pixel % 3 == 0) ^ (random.NextDouble() < (rater + 1) / (2.0 * raters + 2)) ? (byte)1 : (byte)0)
                            .ToArray()
                ),
        ];
    }
}
