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
}
