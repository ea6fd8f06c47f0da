using DeferredSeg.Reporting.Evaluations;

namespace DeferredSeg.Reporting.Tests.Cases;

public sealed class CaseRankingTests
{
    [Theory]
    [InlineData(new[] { 0.5, 0.9, double.NaN, 0.1, 0.9 }, 2, new[] { 1, 4 }, new[] { 3, 0 })]
    [InlineData(new[] { 0.5, 0.9, 0.1 }, 5, new[] { 1, 0 }, new[] { 2 })]
    [InlineData(new[] { 0.5 }, 1, new[] { 0 }, new int[0])]
    [InlineData(new double[0], 3, new int[0], new int[0])]
    [InlineData(new[] { 0.5, 0.6 }, 0, new int[0], new int[0])]
    public void The_best_and_the_worst_never_meet(double[] values, int count, int[] best, int[] worst)
    {
        var ranking = CaseRanking.Of(values, count);

        Assert.Equal(best, ranking.Best);
        Assert.Equal(worst, ranking.Worst);
    }

    [Theory]
    [InlineData(new[] { 0.5, 0.6, 0.7, 0.1 }, new[] { 0.9, 0.7, 0.9, 0.2 }, "Largest gain 0, Typical change 1, Worst result 3")]
    [InlineData(new[] { 0.5, 0.6 }, new[] { 0.4, 0.55 }, "Smallest loss 1, Worst result 0")]
    [InlineData(new[] { 0.5, 0.9, 0.7 }, new[] { 0.5, 0.9, 0.7 }, "Best result 1, Typical result 2, Worst result 0")]
    [InlineData(new[] { double.NaN, 0.5 }, new[] { 0.5, 0.6 }, "Largest gain 1")]
    [InlineData(new double[0], new double[0], "")]
    public void Telling_cases_are_the_largest_gain_the_typical_one_and_the_worst_result(double[] model, double[] system, string expected) =>
        Assert.Equal(expected, string.Join(", ", CaseRanking.Telling(model, system).Select(one => $"{one.Why} {one.Place}")));
}
