using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Deferral.Tests.Measures;

public sealed class CalibrationTests
{
    [Fact]
    public void Bins_of_equal_mass_cut_the_sorted_values_evenly()
    {
        double[] probabilities = [0.5, 0.1, 0.4, 0.2, 0.3];
        byte[] truth = [1, 0, 1, 1, 0];

        var two = Calibration.OfForeground(probabilities, truth, 2, BinRule.EqualMass);

        // 0.1, 0.2 and 0.3, of which the second came true; 0.4 and 0.5, which both did.
        Assert.Equal([3, 2], two.Bins.Select(bin => bin.Count));
        Assert.Equal([0.2, 0.45], two.Bins.Select(bin => Math.Round(bin.MeanConfidence, 12)));
        Assert.Equal([Math.Round(1.0 / 3, 12), 1], two.Bins.Select(bin => Math.Round(bin.Frequency, 12)));
        Assert.Equal((3 * (1.0 / 3 - 0.2) + 2 * 0.55) / 5, two.ExpectedError, 1e-12);
        Assert.Equal([1, 1, 1, 1, 1], Calibration.OfForeground(probabilities, truth, 5, BinRule.EqualMass).Bins.Select(bin => bin.Count));
        // More bins than values: some stay empty.
        Assert.Equal([1, 0, 1, 0, 0, 1, 0, 0], Calibration.OfForeground([0.9, 0.2, 0.4], new byte[3], 8, BinRule.EqualMass).Bins.Select(bin => bin.Count));
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
}
