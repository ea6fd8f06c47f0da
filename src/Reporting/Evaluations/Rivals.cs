using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Reporting.Tables;

namespace DeferredSeg.Reporting.Evaluations;

/// <summary>What a system has to be better than, and what can be compared with it at all.</summary>
internal static class Rivals
{
    // Rounding leaves an order a pixel of an image more or less.
    private const double SameShare = 0.005;

    private const string Chosen = "chosen";

    private static readonly Dictionary<string, string> _uncertainty = new()
    {
        [PolicyKey.Of(PixelOrder.Entropy)] = "least certain",
        [PolicyKey.Of(PixelOrder.MaxProbability)] = "least probable",
        // Of networks that give several answers.
        [PolicyKey.Of(PixelOrder.Spread)] = "most spread out",
        [PolicyKey.MeanEntropy] = "least certain over passes",
    };

    /// <summary>The mask of a head of estimates, nobody asked.</summary>
    public static PolicyKey Adapted { get; } = new(PolicyKey.Adapted);

    /// <summary>On the mask of a head of estimates the pixels that it is least certain of, as many as the routing defers.</summary>
    public static PolicyKey AdaptedDoubt(RunEvaluation run) => AsMany(run, PolicyKey.AdaptedEntropy);

    /// <summary>An expert about everything.</summary>
    public static PolicyKey Expert(string name) => new("expert", name);

    /// <summary>An order of pixels, as many as the routing defers, to whom the router prefers.</summary>
    public static PolicyKey AsMany(RunEvaluation run, string order) => new(order, run.Experts.Count == 1 ? run.Experts[0] : Chosen, BudgetMatch.Coverage);

    /// <summary>
    /// The pixels where the model is least certain by itself, as many as the routing defers: first those that go to whom the router prefers, then those to
    /// one expert each.
    /// </summary>
    public static IReadOnlyList<PolicyKey> Uncertainty(RunEvaluation run) =>
        [
            .. run.Cases[0]
                .Policies.Select(one => one.Policy)
                .Where(one => one is { Match: BudgetMatch.Coverage, Budget: null } && _uncertainty.ContainsKey(one.Order) && !KnowsTheTruth(one))
                .OrderBy(one => one != AsMany(run, one.Order)),
        ];

    /// <summary>What a policy of <see cref="Uncertainty"/> is called.</summary>
    public static string Words(RunEvaluation run, PolicyKey policy) =>
        _uncertainty[policy.Order] + (policy == AsMany(run, policy.Order) ? "" : $" to {policy.To}");

    /// <summary>Whether a policy was measured.</summary>
    public static bool Has(RunEvaluation run, PolicyKey policy) => run.Cases.Any(one => one.Find(policy) is not null);

    /// <summary>
    /// Whether a policy plays by the rules of another: it does not know the truth, asks about no more pixels, and does not ask everybody about everything.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="measure">That which it is compared with.</param>
    public static bool Comparable(RunEvaluation run, PolicyKey policy, PolicyKey measure) =>
        !KnowsTheTruth(policy)
        && policy.Match != BudgetMatch.Cost
        && policy.Order is not ("majority" or "unanimous" or "combination")
        && Deferred(run, policy) <= Deferred(run, measure) + SameShare;

    /// <summary>The cells of a column with the best of those that can be compared in bold.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cells">A cell for each policy.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="measure">That which they are compared with.</param>
    public static TableCell[] Marked(RunEvaluation run, IEnumerable<TableCell> cells, IReadOnlyList<PolicyKey> policies, PolicyKey measure) =>
        BestCells.Mark([.. cells], Enumerable.Range(0, policies.Count).Where(place => Comparable(run, policies[place], measure)));

    /// <summary>What tables say of their bold numbers.</summary>
    public const string Rule = "Compared are those that ask about no more pixels than the system and do not know the truth.";

    private static bool KnowsTheTruth(PolicyKey policy) => policy.Order.StartsWith("oracle", StringComparison.Ordinal) || policy.To == "best";

    private static double Deferred(RunEvaluation run, PolicyKey policy) =>
        RunValues.Mean(run.Cases.Select(one => one.Find(policy) is { } found ? found.Deferred : double.NaN));
}
