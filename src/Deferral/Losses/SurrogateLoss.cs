using DeferredSeg.Abstractions.Heads;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Losses;

/// <summary>The loss that trains segmentor and routing to answer for each pixel, by any of the surrogates, and the segmentor's own cross-entropy.</summary>
/// <remarks>
/// It is the mean over images and pixels. Who is right is a constant: no gradient flows through the comparison with the target. The
/// binarised segmentor, "probability at least 0.5", is tested as logit at least 0, because a float32 sigmoid rounds tiny negative logits
/// up to 0.5. Of exclusive classes the segmentor names the one with the largest logit, the lowest of equal ones.
/// </remarks>
public static class SurrogateLoss
{
    /// <summary>The means over batch and pixels, and over classes where each has its own routing.</summary>
    /// <param name="segmentorLogit">
    /// Finite floating point <c>[B, K, ...]</c>, for a binary segmentation of images <c>[B, 1, H, W]</c>: before the sigmoid or softmax.
    /// </param>
    /// <param name="routingLogits">
    /// Finite floating point <c>[B, J+1, ...]</c> or <c>[B, 1, J+1, ...]</c>, one routing for all classes: who is right is so about all of
    /// them. Or <c>[B, K, J+1, ...]</c>, one for each multilabel class. Channel 0 is the segmentor, 1..J the experts.
    /// </param>
    /// <param name="target">The truth: multilabel <c>[B, K, ...]</c>, 0 or 1, of any type; exclusive <c>[B, 1, ...]</c>, integers from 0 to K-1.</param>
    /// <param name="experts">
    /// The experts' masks, expert j at index j - 1: multilabel <c>[B, J, K, ...]</c>, or <c>[B, J, ...]</c> where K is 1, 0 or 1, of any type;
    /// exclusive <c>[B, J, ...]</c>, integers from 0 to K-1.
    /// </param>
    /// <param name="options">The surrogate and its forms; the paper's where there are none.</param>
    /// <returns>Scalars, in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">
    /// Shapes do not fit together, there is no pixel, logits are not finite floating point numbers, a mask holds what is no class, or the options do
    /// not fit together.
    /// </exception>
    public static SurrogateTerms Of(Tensor segmentorLogit, Tensor routingLogits, Tensor target, Tensor experts, DeferralLossOptions? options = null)
    {
        options ??= DeferralLossOptions.Paper;
        using var scope = torch.NewDisposeScope();
        return Means(LossPixels.Of(segmentorLogit, routingLogits, target, experts, options), options).ToOuterScope();
    }

    /// <summary>The same terms before the mean, to be looked at or weighted. The arguments are those of <see cref="Of"/>.</summary>
    /// <returns>
    /// Maps in the caller's dispose scope: <c>[B, ...]</c>, for images <c>[B, H, W]</c>, or <c>[B, K, ...]</c> where each class has its own routing.
    /// </returns>
    /// <exception cref="ArgumentException">As for <see cref="Of"/>.</exception>
    public static SurrogateTerms PerPixel(Tensor segmentorLogit, Tensor routingLogits, Tensor target, Tensor experts, DeferralLossOptions? options = null)
    {
        options ??= DeferralLossOptions.Paper;
        using var scope = torch.NewDisposeScope();
        var pixels = LossPixels.Of(segmentorLogit, routingLogits, target, experts, options);
        var terms = RoutingTerms(pixels, options);
        return Sum(pixels.Layout.Unfold(terms.Experts.sum(1)), pixels.Layout.Unfold(terms.Segmentor), pixels.CrossEntropyMap(), options).ToOuterScope();
    }

    /// <summary>The means of inputs that are checked, in the caller's scope.</summary>
    internal static SurrogateTerms Means(LossPixels pixels, DeferralLossOptions options)
    {
        var terms = RoutingTerms(pixels, options);
        // The sum over the experts of a mean over pixels, without a map between.
        return Sum(terms.Experts.mean() * pixels.Layout.Experts, terms.Segmentor.mean(), pixels.CrossEntropy.mean(), options);
    }

    private static RoutingTerms RoutingTerms(LossPixels pixels, DeferralLossOptions options) =>
        options.Surrogate switch
        {
            Surrogate.Dc => DeferralCollaborationLoss.Of(pixels, options.Forms.WrongExpert, options.Forms.ProbabilityOffset),
            Surrogate.Sm => SoftmaxSurrogateLoss.Of(pixels, options.Forms.ProbabilityOffset),
            Surrogate.Ova => OneVsAllLoss.Of(pixels),
            _ => TwoStageLoss.Of(pixels),
        };

    private static SurrogateTerms Sum(Tensor experts, Tensor segmentor, Tensor crossEntropy, DeferralLossOptions options)
    {
        var routing = experts + segmentor;
        return new(experts, segmentor, crossEntropy, options.Surrogate == Surrogate.TwoStage ? routing : routing + crossEntropy);
    }
}

/// <summary>
/// What the routing is trained by in place of the 0-1 loss of Eq. 1. Below, a_0 and a_j are the probabilities that the segmentor and
/// expert j are right at a pixel, given what the network sees of it.
/// </summary>
public enum Surrogate
{
    /// <summary>
    /// The paper's deferral collaboration loss (Eq. 4); needs <see cref="RoutingParameterisation.Softmax"/>. A wrong expert is punished as
    /// much as a right one is rewarded, the segmentor is only rewarded: at the minimum p_j is proportional to max(2 a_j - 1, 0) and p_0
    /// to a_0, so that one expert gets a pixel only where a_1 > (1 + a_0) / 2. What a wrong expert costs is <see cref="WrongExpertTerm"/>.
    /// </summary>
    Dc,

    /// <summary>
    /// The weights of Eq. 2 at every pixel, channel 0 standing for the segmentor; needs <see cref="RoutingParameterisation.Softmax"/>. At the
    /// minimum p is proportional to a: an expert gets a pixel where it is more often right than the segmentor.
    /// </summary>
    Sm,

    /// <summary>
    /// One-vs-all (Verma and Nalisnick, 2022): one logistic loss for each channel, "this one is right"; needs
    /// <see cref="RoutingParameterisation.OneVsAll"/>. At the minimum sigmoid(z_j) = a_j and sigmoid(z_0) = a_0.
    /// </summary>
    Ova,

    /// <summary>
    /// The segmentor is frozen and only judged: an independent estimate of a_0 and of each a_j. With
    /// <see cref="RoutingParameterisation.OneVsAll"/> by the logistic loss, at whose minimum sigmoid(z_j) = a_j; with
    /// <see cref="RoutingParameterisation.Utility"/> by the squared error, at whose minimum the value itself is a_j.
    /// </summary>
    TwoStage,
}

/// <summary>
/// The terms of a surrogate, as Eq. 4 has them: either scalars (means over batch and pixels, and over classes where each has its own
/// routing) or maps, <c>[B, ...]</c> for a shared routing, for images <c>[B, H, W]</c>, and <c>[B, K, ...]</c> for a routing per class.
/// In the type of the logits, differentiable, in the dispose scope of the caller who asked for them.
/// </summary>
/// <param name="Experts">
/// The routing term of the experts, summed over them (the golden files' term1_experts). By <see cref="Surrogate.Dc"/> negative where wrong experts
/// outweigh right ones, unless <see cref="WrongExpertTerm.Bounded"/>.
/// </param>
/// <param name="Segmentor">The routing term of channel 0 (term2_segmentor).</param>
/// <param name="CrossEntropy">The segmentor's own cross-entropy against the target, the mean over its classes (term3_bce).</param>
/// <param name="Total">
/// What is minimised: the sum of the three, but for <see cref="Surrogate.TwoStage"/>, where the segmentor is frozen, the sum of the first two.
/// </param>
public sealed record SurrogateTerms(Tensor Experts, Tensor Segmentor, Tensor CrossEntropy, Tensor Total)
{
    internal SurrogateTerms ToOuterScope() =>
        new(Experts.MoveToOuterDisposeScope(), Segmentor.MoveToOuterDisposeScope(), CrossEntropy.MoveToOuterDisposeScope(), Total.MoveToOuterDisposeScope());
}

/// <summary>
/// The routing terms of Eq. 2 at every pixel, with the segmentor's channel in place of its classes: -log p_j for each right expert,
/// -log p_0 where the segmentor is right.
/// </summary>
/// <remarks>
/// In expectation -sum_k a_k log p_k, a cross-entropy against a up to its sum, so that p is proportional to a at the minimum. Who is
/// wrong is not punished directly, but loses what the others win. Eq. 2 itself has no channel 0: there the score of the class that was
/// chosen competes with the experts.
/// </remarks>
internal static class SoftmaxSurrogateLoss
{
    public static RoutingTerms Of(LossPixels pixels, double offset) =>
        new(
            Reward(Log.Plus(pixels.Routing.LogOfExperts, offset), pixels.ExpertsRight),
            Reward(Log.Plus(pixels.Routing.LogOfSegmentor, offset), pixels.SegmentorRight)
        );

    /// <summary>-log p where right, else 0.</summary>
    public static Tensor Reward(Tensor logProbabilities, Tensor right) => logProbabilities * right.to_type(logProbabilities.dtype).neg_();
}

/// <summary>
/// The routing terms of the one-vs-all surrogate (Verma and Nalisnick, "Calibrated Learning to Defer with One-vs-All Classifiers", ICML
/// 2022) at every pixel: for each channel, the segmentor's too, the binary cross-entropy of its logit against "this one is right".
/// </summary>
/// <remarks>
/// In expectation -a log sigmoid(z) - (1 - a) log sigmoid(-z) for each channel by itself, so that sigmoid(z) = a at the minimum: logits
/// are calibrated estimates of who is right, and an expert that leaves changes no other's. The original is a loss of a classifier, whose
/// K class logits stand where the one channel 0 stands here; the segmentor's classes have their own cross-entropy.
/// </remarks>
internal static class OneVsAllLoss
{
    public static RoutingTerms Of(LossPixels pixels)
    {
        var (segmentor, experts) = pixels.Routing.SplitLogits();
        return new(LogitCrossEntropy.Of(experts, pixels.ExpertsRight), LogitCrossEntropy.Of(segmentor, pixels.SegmentorRight));
    }
}

/// <summary>
/// The second stage of two: the segmentor is trained and frozen, and each channel learns by itself how often its owner is right. By the
/// logistic loss (<see cref="OneVsAllLoss"/>, without the segmentor's cross-entropy) or, for values in themselves, by the squared error.
/// </summary>
/// <remarks>
/// (u - I)^2 has its minimum at the mean of I, which is a. The estimates know nothing of costs, absences or budgets: subtract a cost
/// from a value, or leave an expert out, when routing, and nothing has to be trained again.
/// </remarks>
internal static class TwoStageLoss
{
    public static RoutingTerms Of(LossPixels pixels)
    {
        if (pixels.Routing.Parameterisation == RoutingParameterisation.OneVsAll)
            return OneVsAllLoss.Of(pixels);
        var (segmentor, experts) = pixels.Routing.SplitLogits();
        return new(SquaredError(experts, pixels.ExpertsRight), SquaredError(segmentor, pixels.SegmentorRight));
    }

    private static Tensor SquaredError(Tensor values, Tensor right) => (values - right.to_type(values.dtype)).square();
}

/// <summary>What a surrogate makes of the routing at each pixel, before any sum or mean.</summary>
/// <param name="Experts"><c>[N, J, ...]</c>.</param>
/// <param name="Segmentor"><c>[N, ...]</c>.</param>
internal sealed record RoutingTerms(Tensor Experts, Tensor Segmentor);
