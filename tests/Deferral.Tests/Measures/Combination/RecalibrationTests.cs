using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;

namespace DeferredSeg.Deferral.Tests.Measures.Combination;

public sealed class RecalibrationTests
{
    [Fact]
    public void Platt_finds_the_sigmoid_that_the_events_were_drawn_from()
    {
        var random = new Random(3);
        double[] probabilities = [.. Enumerable.Range(0, 200_000).Select(_ => random.NextDouble())];
        byte[] truth = [.. probabilities.Select(p => random.NextDouble() < 1 / (1 + Math.Exp(-(0.6 * Math.Log(p / (1 - p)) - 0.7))) ? (byte)1 : (byte)0)];

        var platt = PlattScaling.Fit(probabilities, truth);

        Assert.Equal(0.6, platt.Slope, 0.02);
        Assert.Equal(-0.7, platt.Offset, 0.02);
        Assert.True(
            Calibration.OfForeground(platt.Apply(probabilities), truth).ExpectedError < 0.2 * Calibration.OfForeground(probabilities, truth).ExpectedError
        );
    }

    [Fact]
    public void Platt_is_where_the_gradient_vanishes()
    {
        for (var i = 0; i < 20; i++)
        {
            var one = new RandomCase(i);
            var positives = one.Truth.Count(value => value == 1);
            var platt = PlattScaling.Fit(one.Foreground, one.Truth);
            double slope = 0,
                offset = 0;
            for (var pixel = 0; pixel < one.Pixels; pixel++)
            {
                var target = one.Truth[pixel] == 1 ? (positives + 1.0) / (positives + 2) : 1.0 / (one.Pixels - positives + 2);
                var error = platt.Of(one.Foreground[pixel]) - target;
                slope += error * Math.Log(one.Foreground[pixel] / (1 - one.Foreground[pixel]));
                offset += error;
            }
            CloseTo.Require(0, slope / one.Pixels, one, 1e-5);
            CloseTo.Require(0, offset / one.Pixels, one, 1e-5);
        }
    }

    [Theory]
    [InlineData(new double[] { 0, 1, 0, 1 }, new byte[] { 0, 1, 0, 1 })]
    [InlineData(new double[] { 0.3, 0.3, 0.3, 0.3 }, new byte[] { 0, 1, 1, 1 })]
    [InlineData(new double[] { 0.1, 0.9, 0.4 }, new byte[] { 0, 0, 0 })]
    [InlineData(new double[] { 0.5 }, new byte[] { 1 })]
    public void Platt_stays_finite_where_pixels_are_separable_constant_or_of_one_class(double[] probabilities, byte[] truth)
    {
        var platt = PlattScaling.Fit(probabilities, truth);

        Assert.True(double.IsFinite(platt.Slope) && double.IsFinite(platt.Offset), $"{platt}");
        Assert.All(platt.Apply(probabilities), p => Assert.InRange(p, 1e-9, 1 - 1e-9));
    }

    [Fact]
    public void A_histogram_gives_the_frequency_of_each_bin_and_leaves_empty_ones_alone()
    {
        var histogram = HistogramBinning.Fit([0.1, 0.2, 0.25, 0.9], [0, 1, 1, 1], 4);

        Assert.Equal([0.6, null, null, 2.0 / 3], histogram.Values);
        Assert.Equal([0.6, 0.3, 0.75, 2.0 / 3], histogram.Apply([0, 0.3, 0.75, 1]));
    }

    [Fact]
    public void What_cannot_be_fitted_is_refused()
    {
        Assert.Contains("2 probabilities and 1 pixels", Assert.Throws<ArgumentException>(() => PlattScaling.Fit(new double[2], [0])).Message);
        Assert.Contains("pixel 0 is NaN", Assert.Throws<ArgumentException>(() => HistogramBinning.Fit([double.NaN], [0])).Message);
        Assert.Contains("no probabilities", Assert.Throws<ArgumentException>(() => PlattScaling.Fit([], [])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => HistogramBinning.Fit([0.5], [0], 0));
        Assert.Contains("pixel 0 is 2", Assert.Throws<ArgumentException>(() => new PlattScaling(1, 0).Apply([2])).Message);
    }
}
