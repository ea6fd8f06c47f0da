using System.Globalization;
using System.Numerics;
using DeferredSeg.Deferral.Metrics.Budgets;
using DeferredSeg.Deferral.Metrics.Combination;
using DeferredSeg.Deferral.Metrics.Routed;

namespace DeferredSeg.Deferral.Metrics.Baselines;

/// <summary>What a routing has to be better than.</summary>
public static class DeferralBaselines
{
    /// <summary>The orders of pixels that need no trained router, by name: random, entropy, max-probability, and oracle, which needs the truth.</summary>
    /// <param name="one">The case.</param>
    /// <param name="target">To whom pixels are deferred; the oracle's order depends on it.</param>
    /// <param name="seed">The seed of the random order.</param>
    /// <exception cref="ArgumentException">The target is of another size.</exception>
    public static IReadOnlyList<(string Baseline, DeferralOrder Order)> Orders(BaselineCase one, DeferralTarget target, long seed)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(target);
        return
        [
            ("random", DeferralOrder.Random(one.Pixels, seed, one.Name)),
            ("entropy", DeferralOrder.ByScore(Uncertainty.Entropy(one.Foreground.Span))),
            ("max-probability", DeferralOrder.ByScore(Uncertainty.MaxProbability(one.Foreground.Span))),
            ("oracle", DeferralOrder.Oracle(one.Truth.Span, one.Model.Span, target.Labels.Span)),
        ];
    }

    /// <summary>Each order with as many pixels deferred as a routing deferred of the same image, so at equal coverage.</summary>
    /// <param name="one">The case.</param>
    /// <param name="target">To whom pixels are deferred.</param>
    /// <param name="deferred">
    /// The pixels that the routing deferred, <see cref="RoutedOverlaps.Deferred"/>; for a share see <see cref="DeferralBudget.Pixels"/>.
    /// </param>
    /// <param name="seed">The seed of the random order.</param>
    /// <exception cref="ArgumentException">The target is of another size or holds other values than 0 and 1, or there are not as many pixels.</exception>
    public static IReadOnlyList<BaselineResult> AtEqualCoverage(BaselineCase one, DeferralTarget target, int deferred, long seed) =>
        [
            .. Orders(one, target, seed)
                .Select(order => new BaselineResult(order.Baseline, BudgetCurve.At(one.Truth.Span, one.Model.Span, target, order.Order, deferred))),
        ];

    /// <summary>Each order over several images, each image at the coverage that the routing had on it.</summary>
    /// <param name="cases">The cases and to whom their pixels are deferred.</param>
    /// <param name="shares">The share that the routing deferred of each, from 0 to 1.</param>
    /// <param name="seed">The seed of the random orders.</param>
    /// <returns>For each case its results, baselines in the same order.</returns>
    /// <exception cref="ArgumentException">There are not as many shares as cases, a share is none, or a target does not fit its case.</exception>
    public static IReadOnlyList<IReadOnlyList<BaselineResult>> AtEqualCoverage(
        IReadOnlyList<(BaselineCase Case, DeferralTarget Target)> cases,
        IReadOnlyList<double> shares,
        long seed
    )
    {
        ArgumentNullException.ThrowIfNull(cases);
        ArgumentNullException.ThrowIfNull(shares);
        if (shares.Count != cases.Count)
            throw new ArgumentException($"There are {shares.Count} deferred shares of {cases.Count} cases; expected one for each.", nameof(shares));
        return [.. cases.Select((one, i) => AtEqualCoverage(one.Case, one.Target, DeferralBudget.Pixels(shares[i], one.Case.Pixels), seed))];
    }

    /// <summary>The policies with a coverage of their own, which no budget changes.</summary>
    /// <remarks>
    /// model: nothing is deferred. expert j: everything is, to that expert. majority: all experts are asked about every pixel
    /// (<see cref="ExpertVote.Majority"/>). unanimous: all are asked, and the model has the pixels on which they differ; all count as
    /// deferred, since all were asked. combination: all are asked, and combined with the model by Bayes' rule. oracle-routing: <see cref="OracleRouting"/>.
    /// </remarks>
    /// <param name="one">The case.</param>
    /// <param name="ties">Who decides where the votes are even.</param>
    /// <param name="costs">c_j of every expert, 0 or more; empty where asking is free.</param>
    /// <param name="combination">Fitted with the same experts on pixels that are not evaluated; null leaves it out.</param>
    /// <exception cref="ArgumentException">
    /// A cost is negative or not finite, there are not as many as experts, the rule is none, or the combination is of another number of experts.
    /// </exception>
    public static IReadOnlyList<BaselineResult> Policies(
        BaselineCase one,
        VoteTies ties = VoteTies.Model,
        ReadOnlySpan<double> costs = default,
        CalibratedCombination? combination = null
    )
    {
        ArgumentNullException.ThrowIfNull(one);
        CaseMasks.RequireCosts(costs, one.Experts.Count);
        var all = 0.0;
        foreach (var cost in costs)
            all += cost;
        var truth = one.Truth.Span;
        List<BaselineResult> results = [new("model", new(0, Overlap.Between(one.Model.Span, truth), 0))];
        for (var j = 0; j < one.Experts.Count; j++)
        {
            results.Add(
                new(string.Create(CultureInfo.InvariantCulture, $"expert {j + 1}"), Everywhere(one.Experts[j].Span, truth, costs.IsEmpty ? 0 : costs[j]))
            );
        }
        results.Add(new("majority", Everywhere(ExpertVote.Majority(one.Experts, one.Model.Span, ties), truth, all)));
        results.Add(new("unanimous", Everywhere(ExpertVote.Unanimous(one.Experts, one.Model.Span), truth, all)));
        if (combination is not null)
            results.Add(new("combination", Everywhere(combination.Apply(one.Foreground.Span, one.Experts).Mask, truth, all)));
        results.Add(new("oracle-routing", Routed<int>(one, OracleRouting.Of(truth, one.Model.Span, one.Experts, costs), costs)));
        return results;
    }

    /// <summary>A routing itself, measured as the baselines are.</summary>
    /// <param name="one">The case.</param>
    /// <param name="decision">A channel for every pixel: 0 for the model, j for expert j.</param>
    /// <param name="costs">c_j of every expert, 0 or more; empty where asking is free.</param>
    /// <exception cref="ArgumentException">
    /// The decision is of another size or names an expert that is not there, or a cost is negative or not finite.
    /// </exception>
    public static BudgetPoint Routed<T>(BaselineCase one, ReadOnlySpan<T> decision, ReadOnlySpan<double> costs = default)
        where T : unmanaged, IBinaryInteger<T>
    {
        ArgumentNullException.ThrowIfNull(one);
        var overlaps = RoutedOverlaps.Of(one.Truth.Span, one.Model.Span, one.Experts, decision);
        return new(overlaps.Deferred, overlaps.System, DeferralRisk.Of(one.Truth.Span, one.Model.Span, one.Experts, decision, costs).Cost);
    }

    private static BudgetPoint Everywhere(ReadOnlySpan<byte> labels, ReadOnlySpan<byte> truth, double cost) =>
        new(truth.Length, Overlap.Between(labels, truth), cost);
}
