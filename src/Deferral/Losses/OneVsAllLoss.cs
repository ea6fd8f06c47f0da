using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Losses;

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
