using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Engine.Evaluation;

namespace DeferredSeg.Reporting.Evaluations;

/// <summary>A run, measured: all of its networks on all of their cases.</summary>
/// <param name="Method">What tables call it, for example <c>DC, 3 experts</c>.</param>
/// <param name="Labels">What sets it apart in a list of runs, as many as the list has heads; empty outside of a list.</param>
/// <param name="Dataset">The dataset's name.</param>
/// <param name="Part">Whose cases: test, validation or train.</param>
/// <param name="Experts">The experts' names, channel 1 first; empty where nothing is routed.</param>
/// <param name="Costs">What a pixel of each expert costs, in units of one wrong pixel.</param>
/// <param name="Bounds">l and u of Eq. 9 for each expert; null where loads are not balanced.</param>
/// <param name="Cases">The measured cases, of every variant and seed; at least one.</param>
public sealed record RunEvaluation(
    string Method,
    IReadOnlyList<string> Labels,
    string Dataset,
    string Part,
    IReadOnlyList<string> Experts,
    IReadOnlyList<double> Costs,
    IReadOnlyList<(double Lower, double Upper)>? Bounds,
    IReadOnlyList<CaseEvaluation> Cases
)
{
    /// <summary>The seeds, ascending.</summary>
    public IReadOnlyList<long> Seeds => [.. Cases.Select(one => one.Seed).Distinct().Order()];

    /// <summary>The budgets that were measured, in their order.</summary>
    public IReadOnlyList<double> Budgets =>
        [.. Cases[0].Policies.Where(one => one.Policy is { Order: PolicyKey.Routing, Budget: not null }).Select(one => one.Policy.Budget!.Value)];

    /// <summary>Whether pixels are routed.</summary>
    public bool Routes => Experts.Count > 0;
}
