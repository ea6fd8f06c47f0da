using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Deferral.Losses;

namespace DeferredSeg.Host.Configuration.Settings;

/// <summary>What the routing is trained by. What is left out is as the preset has it.</summary>
/// <param name="Preset">paper, or official: as the authors' published scripts compute it.</param>
/// <param name="Surrogate">dc (Eq. 4), sm (Eq. 2 at every pixel), ova (one-vs-all) or twoStage (the segmentor frozen and judged).</param>
/// <param name="WrongExpert">What a wrong expert contributes to dc: clamp, exact (as printed, without a lower bound) or bounded.</param>
/// <param name="ProbabilityOffset">What is added to a routing probability before its logarithm; the scripts add 1e-8.</param>
/// <param name="SegmentorSigmoidTwice">Whether the segmentor's cross-entropy is that of sigmoid(z) taken for a logit, as in the scripts.</param>
/// <param name="RightOnlyAboveHalf">Whether a probability of exactly 0.5 counts as background, as in the scripts.</param>
/// <param name="PredictorSigmoidTwice">Whether the predictor's cross-entropy is that of its probability taken for a logit, as in the scripts.</param>
/// <param name="Beta1">The weight of the squared error in Eq. 7.</param>
/// <param name="Beta2">The weight of the deferral rate in Eq. 7.</param>
/// <param name="DetachRouting">Whether the routing probabilities in Eq. 7 are constants.</param>
/// <param name="Lambda1">The weight of the spatial coherence loss.</param>
/// <param name="Lambda2">The weight of the load-balancing penalty.</param>
/// <param name="Lower">l of Eq. 9: the least share of each expert, J numbers from 0 to 1.</param>
/// <param name="Upper">u of Eq. 9: the largest share of each expert, J numbers from 0 to 1.</param>
public sealed record LossSettings(
    LossPreset Preset = LossPreset.Paper,
    Surrogate? Surrogate = null,
    WrongExpertTerm? WrongExpert = null,
    [OptionRange(0, 1)] double? ProbabilityOffset = null,
    bool? SegmentorSigmoidTwice = null,
    bool? RightOnlyAboveHalf = null,
    bool? PredictorSigmoidTwice = null,
    [OptionRange(0, 1e6)] double? Beta1 = null,
    [OptionRange(0, 1e6)] double? Beta2 = null,
    bool? DetachRouting = null,
    [OptionRange(0, 1e6)] double? Lambda1 = null,
    [OptionRange(0, 1e6)] double? Lambda2 = null,
    IReadOnlyList<double>? Lower = null,
    IReadOnlyList<double>? Upper = null
) : IOptionChecks
{
    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        if (Lower is null != Upper is null)
            yield return $"{(Lower is null ? "upper" : "lower")} is given without {(Lower is null ? "lower" : "upper")}; bounds of the loads come in pairs.";
        if (Lower is not { Count: > 0 } lower || Upper is not { Count: > 0 } upper)
            yield break;
        if (lower.Count != upper.Count)
            yield return $"lower has {lower.Count} numbers and upper {upper.Count}; expected one of each for every expert.";
        for (var expert = 0; expert < Math.Min(lower.Count, upper.Count); expert++)
        {
            if (!(0 <= lower[expert] && lower[expert] <= upper[expert] && upper[expert] <= 1))
                yield return FormattableString.Invariant(
                    $"lower[{expert}] is {lower[expert]} and upper[{expert}] is {upper[expert]}; expected 0 <= lower <= upper <= 1, shares of the pixels."
                );
        }
    }

    /// <summary>The options of the objective.</summary>
    /// <param name="parameterisation">What the routing logits mean; null means what the surrogate needs, one-vs-all where it could be either.</param>
    /// <param name="classes">How the classes relate.</param>
    public DeferralLossOptions Options(RoutingParameterisation? parameterisation, ClassKind classes)
    {
        var preset = Preset == LossPreset.Official ? DeferralLossOptions.Official : DeferralLossOptions.Paper;
        var surrogate = Surrogate ?? preset.Surrogate;
        return preset with
        {
            Surrogate = surrogate,
            Parameterisation =
                parameterisation
                ?? (
                    surrogate is Deferral.Losses.Surrogate.Ova or Deferral.Losses.Surrogate.TwoStage
                        ? RoutingParameterisation.OneVsAll
                        : RoutingParameterisation.Softmax
                ),
            Classes = classes,
            WrongExpert = WrongExpert ?? preset.WrongExpert,
            ProbabilityOffset = ProbabilityOffset ?? preset.ProbabilityOffset,
            SegmentorSigmoidTwice = SegmentorSigmoidTwice ?? preset.SegmentorSigmoidTwice,
            RightOnlyAboveHalf = RightOnlyAboveHalf ?? preset.RightOnlyAboveHalf,
            PredictorSigmoidTwice = PredictorSigmoidTwice ?? preset.PredictorSigmoidTwice,
            Beta1 = Beta1 ?? preset.Beta1,
            Beta2 = Beta2 ?? preset.Beta2,
            DetachRouting = DetachRouting ?? preset.DetachRouting,
            Lambda1 = Lambda1 ?? preset.Lambda1,
            Lambda2 = Lambda2 ?? preset.Lambda2,
            Bounds = Lower is { Count: > 0 } && Upper is { Count: > 0 } ? new(Lower, Upper) : preset.Bounds,
        };
    }
}
