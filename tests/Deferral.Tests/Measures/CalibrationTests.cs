using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Deferral.Tests.Measures;

public sealed class CalibrationTests
{
    [Theory]
    [InlineData(100, 7)]
    [InlineData(101, 10)]
    [InlineData(5, 5)]
    [InlineData(3, 8)]
    public void Bins_of_equal_mass_cut_the_sorted_values_evenly(int pixels, int bins)
    {
        var (probabilities, truth) = Random(pixels);
        int[] order = [.. Enumerable.Range(0, pixels).OrderBy(pixel => probabilities[pixel])];

        var actual = Calibration.OfForeground(probabilities, truth, bins, BinRule.EqualMass).Bins;

        Assert.Equal(bins, actual.Count);
        for (var bin = 0; bin < bins; bin++)
        {
            int[] members = [.. order.Where((_, rank) => rank * bins / pixels == bin)];
            Assert.Equal(members.Length, actual[bin].Count);
            if (members.Length == 0)
                continue;
            Assert.Equal(members.Average(pixel => probabilities[pixel]), actual[bin].MeanConfidence, 1e-12);
            Assert.Equal(members.Average(pixel => (double)truth[pixel]), actual[bin].Frequency, 1e-12);
        }
        Assert.InRange(actual.Max(bin => bin.Count) - actual.Min(bin => bin.Count), 0, 1);
    }

    [Theory]
    [InlineData(BinRule.EqualWidth)]
    [InlineData(BinRule.EqualMass)]
    public void The_order_of_the_pixels_does_not_matter_even_where_values_are_equal(BinRule rule)
    {
        double[] probabilities = [0.2, 0.2, 0.2, 0.2, 0.9, 0.2];
        byte[] truth = [0, 0, 1, 0, 1, 1];

        var straight = Calibration.OfForeground(probabilities, truth, 3, rule);
        var reversed = Calibration.OfForeground([.. probabilities.Reverse()], [.. truth.Reverse()], 3, rule);

        Assert.Equal(straight.ExpectedError, reversed.ExpectedError, 1e-12);
        Assert.Equal([5, 0, 1], straight.Bins.Select(bin => bin.Count));
        Assert.Equal((5 * 0.2 + 0.1) / 6, straight.ExpectedError, 1e-12);
        Assert.Equal(0.2, straight.MaximumError, 1e-12);
    }

    [Fact]
    public void A_boundary_belongs_to_the_bin_below_and_zero_to_the_first() =>
        Assert.Equal([2, 1, 0, 1], Calibration.OfForeground([0, 0.25, 0.5, 1], new byte[4], 4).Bins.Select(bin => bin.Count));

    [Fact]
    public void Certain_and_right_has_no_error_certain_and_wrong_has_the_largest()
    {
        Assert.Equal(0, Calibration.OfConfidence([0, 1], [0, 1]).ExpectedError);
        Assert.Equal(1, Calibration.OfConfidence([0, 1], [1, 0]).ExpectedError);
        Assert.Equal(1, ProbabilityScore.Of([0, 1], [1, 0]).Brier);
        Assert.Equal(-Math.Log(1e-12), ProbabilityScore.Of([0, 1], [1, 0]).NegativeLogLikelihood, 1e-3);
    }

    [Fact]
    public void What_is_no_probability_of_the_image_is_refused()
    {
        Assert.Contains("pixel 1 is 1.5", Assert.Throws<ArgumentException>(() => Calibration.OfConfidence([0.5, 1.5], [0, 1])).Message);
        Assert.Contains("pixel 0 is NaN", Assert.Throws<ArgumentException>(() => ProbabilityScore.Of([double.NaN], [0])).Message);
        Assert.Contains("2 probabilities and 3 pixels", Assert.Throws<ArgumentException>(() => Calibration.OfForeground(new double[2], new byte[3])).Message);
        Assert.Contains("no probabilities", Assert.Throws<ArgumentException>(() => ProbabilityScore.Of([], [])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Calibration.OfForeground([0.5], [0], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Calibration.OfForeground([0.5], [0], 5, (BinRule)4));
    }

    private static (double[] Probabilities, byte[] Truth) Random(int pixels)
    {
        var random = new Random(pixels);
        return ([.. Enumerable.Range(0, pixels).Select(_ => random.NextDouble())], [.. Enumerable.Range(0, pixels).Select(_ => (byte)random.Next(2))]);
    }
}
