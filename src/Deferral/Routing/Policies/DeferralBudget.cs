namespace DeferredSeg.Deferral.Routing.Policies;

/// <summary>Which pixels a budget defers: those with the largest margin, among equal ones those with the lower index.</summary>
internal static class DeferralBudget
{
    /// <summary>Changes the decision so that no more pixels are deferred than allowed; by <see cref="BudgetRule.Fill"/> exactly so many.</summary>
    /// <param name="decision">Of each pixel, 0 for the model.</param>
    /// <param name="margin">Of each pixel, none NaN.</param>
    /// <param name="expert">Who gets each pixel if it is deferred.</param>
    /// <param name="deferred">How many, from 0 to the number of pixels.</param>
    /// <param name="rule">What the number means.</param>
    public static void Apply(long[] decision, double[] margin, long[] expert, int deferred, BudgetRule rule)
    {
        double[] sorted = rule == BudgetRule.Fill ? [.. margin] : [.. margin.Where((_, pixel) => decision[pixel] != 0)];
        if (rule == BudgetRule.Cap && sorted.Length <= deferred)
            return;
        Array.Sort(sorted);
        var threshold = deferred == 0 ? double.PositiveInfinity : sorted[^deferred];
        var ties = deferred;
        foreach (var value in sorted)
        {
            if (value > threshold)
                ties--;
        }
        for (var pixel = 0; pixel < decision.Length; pixel++)
        {
            var candidate = rule == BudgetRule.Fill || decision[pixel] != 0;
            var chosen = candidate && (margin[pixel] > threshold || (margin[pixel] == threshold && ties-- > 0));
            decision[pixel] = chosen ? expert[pixel] : 0;
        }
    }
}
