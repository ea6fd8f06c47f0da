using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Losses;

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
