using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;

namespace DeferredSeg.Deferral.Losses;

/// <summary>
/// What the objective is made of. The defaults are the paper's (<see cref="Paper"/>), but for the wrong experts' term, which as printed
/// has no minimum. <see cref="Official"/> sets what the authors' published scripts do otherwise.
/// </summary>
public sealed record DeferralLossOptions
{
    /// <summary>The objective as the paper gives it.</summary>
    public static DeferralLossOptions Paper { get; } = new();

    /// <summary>
    /// The objective as the authors' published scripts compute it, to compare with what they trained. It is of binary and multilabel
    /// segmentors; betas and lambdas are the paper's.
    /// </summary>
    public static DeferralLossOptions Official { get; } =
        new()
        {
            WrongExpert = WrongExpertTerm.Exact,
            ProbabilityOffset = DeferralCollaborationLoss.ProbabilityFloor,
            SegmentorSigmoidTwice = true,
            RightOnlyAboveHalf = true,
            PredictorSigmoidTwice = true,
            DetachRouting = true,
            PublishedBounds = BoundsPreset.Official,
        };

    /// <summary>What the routing is trained by.</summary>
    public Surrogate Surrogate { get; init; } = Surrogate.Dc;

    /// <summary>What the routing logits mean; it has to be one that the surrogate trains.</summary>
    public RoutingParameterisation Parameterisation { get; init; } = RoutingParameterisation.Softmax;

    /// <summary>How the segmentor's classes relate. A binary segmentor is multilabel with one class.</summary>
    public ClassKind Classes { get; init; } = ClassKind.Multilabel;

    /// <summary>What a wrong expert contributes to Eq. 4; no other surrogate punishes by log p.</summary>
    public WrongExpertTerm WrongExpert { get; init; } = WrongExpertTerm.Clamp;

    /// <summary>
    /// What is added to each routing probability before its logarithm, at least 0, for right and wrong experts and the segmentor alike (dc
    /// and sm). The scripts add 1e-8, as a guard against log 0; it also takes the pull from a right expert that has become unlikely. The
    /// paper adds nothing, and log space needs no guard.
    /// </summary>
    public double ProbabilityOffset { get; init; }

    /// <summary>
    /// Whether the segmentor's cross-entropy is that of sigmoid(z) taken for a logit. The scripts give probabilities to a loss that applies
    /// the sigmoid itself: no pixel's loss falls below log(1 + 1/e) = 0.313 and gradients vanish in both tails.
    /// </summary>
    public bool SegmentorSigmoidTwice { get; init; }

    /// <summary>Whether a class is there only where its probability is above 0.5, as in the scripts; else at 0.5 too, as the paper's I[p >= 0.5] has it. On logits: z > 0 or z >= 0.</summary>
    public bool RightOnlyAboveHalf { get; init; }

    /// <summary>
    /// Whether the predictor's cross-entropy in Eq. 7 is that of its probability taken for a logit. In the scripts the network ends in a
    /// sigmoid and the loss applies another; the squared error and the rate see one.
    /// </summary>
    public bool PredictorSigmoidTwice { get; init; }

    /// <summary>The weight of the squared error in Eq. 7, at least 0.</summary>
    public double Beta1 { get; init; } = 0.5;

    /// <summary>The weight of the deferral rate in Eq. 7, at least 0.</summary>
    public double Beta2 { get; init; } = 0.1;

    /// <summary>Whether the routing probabilities in the squared error of Eq. 7 are constants, as in the scripts. The paper does not say; by default they are not.</summary>
    public bool DetachRouting { get; init; }

    /// <summary>The weight of the spatial coherence loss in Eq. 10, at least 0.</summary>
    public double Lambda1 { get; init; } = 1;

    /// <summary>The weight of the load-balancing penalty in Eq. 10, at least 0.</summary>
    public double Lambda2 { get; init; } = 5;

    /// <summary>The bounds of the experts' loads in Eq. 9; <see cref="LoadBounds.For"/> by <see cref="PublishedBounds"/> where there are none.</summary>
    public LoadBounds? Bounds { get; init; }

    /// <summary>Whose bounds are taken where <see cref="Bounds"/> has none.</summary>
    public BoundsPreset PublishedBounds { get; init; } = BoundsPreset.Paper;
}
