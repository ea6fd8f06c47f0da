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
        one = one.Pictured();
        var first = hasBackground ? 1 : 0;
        var maps = new CaseMaps(ShownPicture.Of(one.Shown), Planes(one.Truth), Planes(one.Model), one.Decision[0], Planes(one.System), experts);
        var (system, model) = (Dice(one.Numbers.System), Dice(one.Numbers.Policies[0]));
        return CasePanel.Of(
            title,
            maps,
            [new("DSC", $"model alone {model}, system {system}"), new("Who answers", string.Join(", ", CasePanel.Shares(maps, withoutNone: true)))]
        );

        List<byte[]> Planes(MaskPlanes mask) =>
            [.. Enumerable.Range(first, one.Decision.Count > 1 ? 1 : mask.Classes - first).Select(k => mask.Plane(k).ToArray())];
    }

    private static string Dice(PolicyResult policy) => NumberFormat.Percent.TextWithUnit(policy.Rates(EmptyMasks.Agree).Dice);
}

/// <summary>A case that tells something.</summary>
/// <param name="Why">What it is an example of.</param>
/// <param name="Place">Its place among the cases.</param>
public sealed record TellingCase(string Why, int Place);

/// <summary>Which cases are worth a look.</summary>
public static class CaseRanking
{
    /// <summary>
    /// Three cases that tell what came out: the largest gain of the system over the model alone, the typical one (that nearest to the median) and the worst
    /// result. Where the system nowhere differs from the model it is the best, the typical and the worst result. Fewer where there are fewer cases; no case
    /// is there twice, and of equal values the earlier case is taken.
    /// </summary>
    /// <param name="model">The model's value for each case, larger is better.</param>
    /// <param name="system">The system's, as many.</param>
    /// <exception cref="ArgumentException">There are not as many of both.</exception>
    public static IReadOnlyList<TellingCase> Telling(IReadOnlyList<double> model, IReadOnlyList<double> system)
    {
        if (model.Count != system.Count)
            throw new ArgumentException($"There are {model.Count} values of the model and {system.Count} of the system; expected as many.", nameof(system));
        List<int> left = [.. Enumerable.Range(0, model.Count).Where(place => !double.IsNaN(system[place] - model[place]))];
        if (left.Count == 0)
            return [];
        double[] gains = [.. system.Zip(model, (one, other) => one - other)];
        var isApart = left.Exists(place => gains[place] != 0);
        var shown = isApart ? gains : system;
        double[] sorted = [.. left.Select(place => shown[place]).Order()];
        var median = sorted[(sorted.Length - 1) / 2];
        List<TellingCase> found = [];
        Take(
            place => -shown[place],
            !isApart ? "Best result"
                : sorted[^1] > 0 ? "Largest gain"
                : "Smallest loss"
        );
        Take(place => system[place], "Worst result");
        Take(place => Math.Abs(shown[place] - median), isApart ? "Typical change" : "Typical result");
        // The worst comes last.
        return found.Count == 3 ? [found[0], found[2], found[1]] : found;

        void Take(Func<int, double> order, string why)
        {
            if (left.Count == 0)
                return;
            var place = left.MinBy(order);
            left.Remove(place);
            found.Add(new(why, place));
        }
    }

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
