using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Abstractions.Options;

namespace DeferredSeg.Deferral.Losses;

/// <summary>Whose objective is taken where an option says nothing.</summary>
public enum LossPreset
{
    /// <summary>
    /// The paper's, with the wrong experts' term kept from running to minus infinity. Bounds of three experts: l = [.15, .10, .10],
    /// u = [.35, .25, .30].
    /// </summary>
    Paper,

    /// <summary>
    /// That of the authors' published scripts, to compare with what they trained; of binary and multilabel segmentors. Bounds of three experts:
    /// l = [.15, .20, .18], u = [.35, .30, .31]. The scripts bound the segmentor's share too, by 0 and 1; no share can be outside of these, so
    /// that this term is 0 always and is left out.
    /// </summary>
    Official,
}

/// <summary>
/// What the routing is trained by (Eq. 10): the one description that configuration, commands and losses read. Options that are null are as the
/// preset has them; surrogate, betas and lambdas are the paper's in both presets.
/// </summary>
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
public sealed record DeferralLossOptions(
    LossPreset Preset = LossPreset.Paper,
    Surrogate Surrogate = Surrogate.Dc,
    WrongExpertTerm? WrongExpert = null,
    [OptionRange(0, 1)] double? ProbabilityOffset = null,
    bool? SegmentorSigmoidTwice = null,
    bool? RightOnlyAboveHalf = null,
    bool? PredictorSigmoidTwice = null,
    [OptionRange(0, 1e6)] double Beta1 = 0.5,
    [OptionRange(0, 1e6)] double Beta2 = 0.1,
    bool? DetachRouting = null,
    [OptionRange(0, 1e6)] double Lambda1 = 1,
    [OptionRange(0, 1e6)] double Lambda2 = 5,
    IReadOnlyList<double>? Lower = null,
    IReadOnlyList<double>? Upper = null
) : IOptionChecks
{
    /// <summary>The objective as the paper gives it.</summary>
    public static DeferralLossOptions Paper { get; } = new();

    /// <summary>The objective as the authors' published scripts compute it.</summary>
    public static DeferralLossOptions Official { get; } = new(LossPreset.Official);

    /// <summary>What the routing logits mean, as the head has them; it has to be one that the surrogate trains.</summary>
    public RoutingParameterisation Parameterisation { get; init; } = RoutingParameterisation.Softmax;

    /// <summary>How the segmentor's classes relate. A binary segmentor is multilabel with one class.</summary>
    public ClassKind Classes { get; init; } = ClassKind.Multilabel;

    /// <summary>The forms of the terms, as the options and else the preset have them.</summary>
    public LossForms Forms
    {
        get
        {
            var official = Preset == LossPreset.Official;
            return new(
                WrongExpert ?? (official ? WrongExpertTerm.Exact : WrongExpertTerm.Clamp),
                ProbabilityOffset ?? (official ? DeferralCollaborationLoss.ProbabilityFloor : 0),
                SegmentorSigmoidTwice ?? official,
                RightOnlyAboveHalf ?? official,
                PredictorSigmoidTwice ?? official,
                DetachRouting ?? official
            );
        }
    }

    /// <summary>The same for a head and a segmentor.</summary>
    /// <param name="parameterisation">What the routing logits mean; null means what the surrogate needs, one-vs-all where it could be either.</param>
    /// <param name="classes">How the classes relate.</param>
    public DeferralLossOptions For(RoutingParameterisation? parameterisation, ClassKind classes)
    {
        var needed = Surrogate is Surrogate.Ova or Surrogate.TwoStage ? RoutingParameterisation.OneVsAll : RoutingParameterisation.Softmax;
        return this with { Parameterisation = parameterisation ?? needed, Classes = classes };
    }

    /// <summary>The bounds of the experts' loads in Eq. 9: those given, or the preset's.</summary>
    /// <param name="experts">J, at least 1.</param>
    /// <exception cref="ArgumentException">Bounds are given, and they are none or those of another number of experts.</exception>
    public LoadBounds BoundsOf(int experts)
    {
        var given = Lower is { Count: > 0 } || Upper is { Count: > 0 } ? new LoadBounds(Lower ?? [], Upper ?? []) : null;
        return LoadBalancingLoss.For(experts, given, Preset);
    }

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

    /// <summary>Requires options of which one objective can be made.</summary>
    /// <exception cref="ArgumentException">A weight, a form or a combination that there is not.</exception>
    internal void Require()
    {
        RequireWeight(Beta1, nameof(Beta1));
        RequireWeight(Beta2, nameof(Beta2));
        RequireWeight(Lambda1, nameof(Lambda1));
        RequireWeight(Lambda2, nameof(Lambda2));
        if (ProbabilityOffset is not (null or (>= 0 and < 1)))
            throw new ArgumentOutOfRangeException(
                nameof(ProbabilityOffset),
                ProbabilityOffset,
                "The ProbabilityOffset is added to probabilities before their logarithm; expected a number from 0 to less than 1, such as 1e-8."
            );
        RequireDefined(Preset, "The preset is Paper or Official.");
        RequireDefined(Forms.WrongExpert, "The term of a wrong expert is Clamp, Exact or Bounded.");
        RequireDefined(Classes, "Classes are Multilabel or Exclusive.");
        if (Classes == ClassKind.Exclusive && (Forms.SegmentorSigmoidTwice || Forms.RightOnlyAboveHalf))
            throw new ArgumentException(
                $"{nameof(SegmentorSigmoidTwice)} and {nameof(RightOnlyAboveHalf)} are about a sigmoid for each class, but the classes are {Classes}, "
                    + "which share one softmax. Set both to false."
            );
        RequireTrained();
    }

    /// <summary>Requires that the losses which read probabilities have no weight where there are none.</summary>
    internal void RequireProbabilities()
    {
        if (Parameterisation == RoutingParameterisation.Utility && (Lambda1 > 0 || Lambda2 > 0))
            throw new ArgumentException(
                $"Routing logits of {Parameterisation} are values, not probabilities, which the spatial coherence loss (Lambda1 = {Lambda1}) and the "
                    + $"load-balancing penalty (Lambda2 = {Lambda2}) are made of. Set Lambda1 and Lambda2 to 0."
            );
    }

    private void RequireTrained()
    {
        RoutingParameterisation[] trained = Surrogate switch
        {
            Surrogate.Dc or Surrogate.Sm => [RoutingParameterisation.Softmax],
            Surrogate.Ova => [RoutingParameterisation.OneVsAll],
            Surrogate.TwoStage => [RoutingParameterisation.OneVsAll, RoutingParameterisation.Utility],
            _ => throw new ArgumentOutOfRangeException(nameof(Surrogate), Surrogate, "The surrogate is Dc, Sm, Ova or TwoStage."),
        };
        if (!trained.Contains(Parameterisation))
            throw new ArgumentException(
                $"The surrogate {Surrogate} cannot train routing logits of {Parameterisation}; it trains {string.Join(" or ", trained)}. "
                    + "Choose a head of that parameterisation, or another surrogate."
            );
    }

    private static void RequireWeight(double weight, string name)
    {
        if (!double.IsFinite(weight) || weight < 0)
            throw new ArgumentOutOfRangeException(name, weight, $"{name} weights a term of the loss; expected a finite number of at least 0.");
    }

    private static void RequireDefined<T>(T value, string message)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
            throw new ArgumentOutOfRangeException(typeof(T).Name, value, message);
    }
}

/// <summary>How single terms of the objective are computed.</summary>
/// <param name="WrongExpert">What a wrong expert contributes to Eq. 4; no other surrogate punishes by log p.</param>
/// <param name="ProbabilityOffset">
/// What is added to each routing probability before its logarithm, at least 0, for right and wrong experts and the segmentor alike (dc and sm).
/// The scripts add 1e-8, as a guard against log 0; it also takes the pull from a right expert that has become unlikely. The paper adds nothing,
/// and log space needs no guard.
/// </param>
/// <param name="SegmentorSigmoidTwice">
/// Whether the segmentor's cross-entropy is that of sigmoid(z) taken for a logit. The scripts give probabilities to a loss that applies the
/// sigmoid itself: no pixel's loss falls below log(1 + 1/e) = 0.313 and gradients vanish in both tails.
/// </param>
/// <param name="RightOnlyAboveHalf">
/// Whether a class is there only where its probability is above 0.5, as in the scripts; else at 0.5 too, as the paper's I[p >= 0.5] has it. On
/// logits: z > 0 or z >= 0.
/// </param>
/// <param name="PredictorSigmoidTwice">
/// Whether the predictor's cross-entropy in Eq. 7 is that of its probability taken for a logit. In the scripts the network ends in a sigmoid and
/// the loss applies another; the squared error and the rate see one.
/// </param>
/// <param name="DetachRouting">
/// Whether the routing probabilities in the squared error of Eq. 7 are constants, as in the scripts. The paper does not say; by default they are
/// not.
/// </param>
public sealed record LossForms(
    WrongExpertTerm WrongExpert,
    double ProbabilityOffset,
    bool SegmentorSigmoidTwice,
    bool RightOnlyAboveHalf,
    bool PredictorSigmoidTwice,
    bool DetachRouting
);
