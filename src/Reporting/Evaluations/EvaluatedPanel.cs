using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Reporting.Pictures;
using DeferredSeg.Reporting.Reports;

namespace DeferredSeg.Reporting.Evaluations;

/// <summary>A measured case side by side.</summary>
public static class EvaluatedPanel
{
    /// <summary>Draws a case with its dice and loads. Where classes are routed apart, the first is shown.</summary>
    /// <param name="title">The case, and why it is shown.</param>
    /// <param name="one">The case.</param>
    /// <param name="experts">The experts' names, channel 1 first.</param>
    /// <param name="hasBackground">Whether class 0 is the background, which has no outline.</param>
    public static CasePanel Of(string title, EvaluatedCase one, IReadOnlyList<string> experts, bool hasBackground)
    {
        var first = hasBackground ? 1 : 0;
        var maps = new CaseMaps(ShownPicture.Of(one.Shown), Planes(one.Truth), Planes(one.Model), one.Decision[0], Planes(one.System), experts);
        var (system, model) = (Dice(one.Numbers.System), Dice(one.Numbers.Policies[0]));
        return CasePanel.Of(
            title,
            maps,
            [
                new("DSC of the system", system),
                new("of the model alone", model),
                new("deferred", NumberFormat.Percent.TextWithUnit(one.Numbers.System.Deferred)),
            ]
        );

        List<byte[]> Planes(MaskPlanes mask) =>
            [.. Enumerable.Range(first, one.Decision.Count > 1 ? 1 : mask.Classes - first).Select(k => mask.Plane(k).ToArray())];
    }

    private static string Dice(PolicyResult policy) => NumberFormat.Percent.TextWithUnit(policy.Rates(EmptyMasks.Agree).Dice);
}

/// <summary>Which cases are worth a look.</summary>
public static class CaseRanking
{
    /// <summary>
    /// The cases with the largest values, largest first, and those with the smallest, smallest first. No case is in both, cases with NaN are in
    /// neither, and of equal values the earlier case goes first.
    /// </summary>
    /// <param name="values">A value for each case, larger is better.</param>
    /// <param name="count">How many at most of either, 0 or more.</param>
    /// <returns>Places in <paramref name="values"/>. Of too few cases for both, the best have the larger half.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 0.</exception>
    public static (IReadOnlyList<int> Best, IReadOnlyList<int> Worst) Of(IReadOnlyList<double> values, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int[] defined = [.. Enumerable.Range(0, values.Count).Where(place => !double.IsNaN(values[place]))];
        int[] best = [.. defined.OrderByDescending(place => values[place]).Take(Math.Min(count, (defined.Length + 1) / 2))];
        int[] worst = [.. defined.Except(best).OrderBy(place => values[place]).Take(count)];
        return (best, worst);
    }
}
