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
            Surrogate.Dc => DeferralCollaborationLoss.Of(pixels, options.WrongExpert, options.ProbabilityOffset),
            Surrogate.Sm => SoftmaxSurrogateLoss.Of(pixels, options.ProbabilityOffset),
            Surrogate.Ova => OneVsAllLoss.Of(pixels),
            _ => TwoStageLoss.Of(pixels),
        };

    private static SurrogateTerms Sum(Tensor experts, Tensor segmentor, Tensor crossEntropy, DeferralLossOptions options)
    {
        var routing = experts + segmentor;
        return new(experts, segmentor, crossEntropy, options.Surrogate == Surrogate.TwoStage ? routing : routing + crossEntropy);
    }
}
