using DeferredSeg.Deferral.Metrics;
using DeferredSeg.Deferral.Metrics.Routed;

namespace DeferredSeg.Training.Evaluation;

/// <summary>Everything that is measured of one case under one trained network: counts and numbers, no maps.</summary>
/// <param name="Case">The case.</param>
/// <param name="Patient">Whose it is.</param>
/// <param name="Variant">The variant of the run, such as a fold; empty without.</param>
/// <param name="Seed">The seed of the network.</param>
/// <param name="Pixels">Pixels that are measured: those in the field of view.</param>
/// <param name="Perspectives">System, Expert and Model of every class.</param>
/// <param name="Policies">The system and what it is compared with, the model alone first.</param>
/// <param name="Channels">The model and every expert; empty where nothing is routed.</param>
/// <param name="Predictor">The mean probability of the aggregated predictor; null where there is none.</param>
/// <param name="Foreground">The model's probabilities against the truth, over all classes.</param>
/// <param name="Score">Proper scores of the same.</param>
public sealed record CaseEvaluation(
    string Case,
    string Patient,
    string Variant,
    long Seed,
    int Pixels,
    IReadOnlyList<RoutedOverlaps> Perspectives,
    IReadOnlyList<PolicyResult> Policies,
    IReadOnlyList<ChannelResult> Channels,
    double? Predictor,
    Calibration Foreground,
    ProbabilityScore Score
)
{
    /// <summary>What a policy came to; null where it was not measured.</summary>
    public PolicyResult? Find(PolicyKey policy) => Policies.FirstOrDefault(one => one.Policy == policy);

    /// <summary>Model and experts together; the model alone where nothing is routed.</summary>
    public PolicyResult System => Find(PolicyKey.System) ?? Policies[0];
}
