using DeferredSeg.Abstractions.Heads;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Losses;

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
