using System.Globalization;
using DeferredSeg.Deferral.Routing.Policies;

namespace DeferredSeg.Engine.Guarantees;

/// <summary>One of the policies among which the cheapest is looked for that keeps a risk.</summary>
/// <param name="Budget">The share of pixels that may be asked; null without a budget.</param>
/// <param name="Answer">Who answers where nobody is asked.</param>
/// <param name="Threshold">The threshold of the head's own mask; null where the model answers.</param>
/// <param name="Expert">The expert, from 1, who answers everything; 0 where pixels are routed.</param>
public sealed record CandidatePolicy(double? Budget, ModelAnswer Answer, double? Threshold, int Expert)
{
    private static readonly double[] _budgets = [0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0];
    private static readonly double[] _thresholds = [0.1, 0.2, 0.3, 0.4, 0.5];

    /// <summary>
    /// Those that are tried: budgets, for a head of estimates with either mask and several thresholds, and each expert alone. Of each mask first what asks
    /// wherever it pays, then what asks less and less.
    /// </summary>
    /// <param name="isEstimated">Whether the head gives estimates.</param>
    /// <param name="experts">J.</param>
    public static IReadOnlyList<CandidatePolicy> All(bool isEstimated, int experts)
    {
        double?[] budgets = [null, .. _budgets.Select(budget => (double?)budget)];
        return
        [
            .. budgets.Select(budget => new CandidatePolicy(budget, ModelAnswer.Model, null, 0)),
            .. isEstimated ? from threshold in _thresholds from budget in budgets select new CandidatePolicy(budget, ModelAnswer.Estimate, threshold, 0) : [],
            .. Enumerable.Range(1, experts).Select(expert => new CandidatePolicy(1, ModelAnswer.Model, null, expert)),
        ];
    }

    /// <summary>The sequences in which policies are tried: one for each mask and threshold, and each expert by themselves.</summary>
    /// <param name="policies">The policies, in order.</param>
    public static IReadOnlyList<IReadOnlyList<int>> Sequences(IReadOnlyList<CandidatePolicy> policies) =>
        [
            .. Enumerable
                .Range(0, policies.Count)
                .GroupBy(i => (policies[i].Answer, policies[i].Threshold, policies[i].Expert))
                .Select(group => (IReadOnlyList<int>)[.. group]),
        ];

    /// <summary>A policy that follows it; what it does not say stays as it is.</summary>
    /// <param name="policy">The configuration's, for the experts.</param>
    /// <param name="experts">J.</param>
    public RoutingPolicy Of(RoutingPolicy policy, int experts) =>
        policy with
        {
            Budget = Budget,
            BudgetRule = BudgetRule.Fill,
            Answer = Answer,
            AnswerThreshold = Threshold ?? policy.AnswerThreshold,
            UseGate = false,
            Gate = null,
            Available = Expert == 0 ? policy.Available : [.. Enumerable.Range(1, experts).Select(expert => expert == Expert)],
            Margin = Expert == 0 ? policy.Margin : 0,
        };

    /// <summary>For people.</summary>
    /// <param name="experts">The experts' names.</param>
    public string Text(IReadOnlyList<string> experts)
    {
        if (Expert > 0)
            return $"{experts[Expert - 1]} answers everything";
        var mask = Threshold is { } above ? string.Create(CultureInfo.InvariantCulture, $"the head's own mask above {above:0.##}") : "the model";
        var asked = Budget switch
        {
            null => "pixels are asked where it pays",
            0 => "nobody is asked",
            { } share => string.Create(CultureInfo.InvariantCulture, $"at most {100 * share:0.###} % of the pixels are asked"),
        };
        return $"{mask} answers, {asked}";
    }
}
