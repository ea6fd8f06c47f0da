using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Deferral.Tests.Measures.Statistics;

public sealed class SampleSummaryTests
{
    [Fact]
    public void Known_values_have_the_sample_deviation()
    {
        var summary = SampleSummary.Of([2, 4, double.NaN, 4, 6]);

        Assert.Equal(new(4, Math.Sqrt(8.0 / 3), 4, 1), summary);
    }

    [Fact]
    public void One_value_does_not_spread_and_none_has_no_mean()
    {
        Assert.Equal(new(3, double.NaN, 1, 0), SampleSummary.Of([3]));
        Assert.Equal(new(double.NaN, double.NaN, 0, 2), SampleSummary.Of([double.NaN, double.NaN]));
        Assert.Equal(new(double.NaN, double.NaN, 0, 0), SampleSummary.Of([]));
    }

    [Fact]
    public void Infinite_values_are_refused() =>
        Assert.Contains("Value 1 is Infinity", Assert.Throws<ArgumentException>(() => SampleSummary.Of([1, double.PositiveInfinity])).Message);
}
