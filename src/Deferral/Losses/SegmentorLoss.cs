using DeferredSeg.Abstractions.Backbones;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Losses;

/// <summary>The segmentor's own cross-entropy against the truth: the last term of Eq. 4, and all that is minimised where nothing is routed.</summary>
public static class SegmentorLoss
{
    /// <summary>The mean over images, pixels and classes.</summary>
    /// <param name="logits">Floating point <c>[B, K, ...]</c>, before the sigmoid or softmax.</param>
    /// <param name="target">Multilabel <c>[B, K, ...]</c>, 0 or 1, of any type; exclusive <c>[B, 1, ...]</c>, integers from 0 to K-1.</param>
    /// <param name="options">How classes relate, and whether the sigmoid is taken twice.</param>
    /// <returns>A scalar with its graph, in the caller's dispose scope.</returns>
    public static Tensor Of(Tensor logits, Tensor target, DeferralLossOptions options)
    {
        // Where it is all that is minimised, torch's own function of the mean is taken, which has one pass less over the maps and back.
        if (options is { Classes: ClassKind.Multilabel, Forms.SegmentorSigmoidTwice: false })
            return torch.nn.functional.binary_cross_entropy_with_logits(logits, target.to_type(logits.dtype));
        using var scope = torch.NewDisposeScope();
        return PerPixel(logits, target, options).mean().MoveToOuterDisposeScope();
    }

    /// <summary>The same before the mean: <c>[B, K, ...]</c>, or <c>[B, 1, ...]</c> of exclusive classes.</summary>
    internal static Tensor PerPixel(Tensor logits, Tensor target, DeferralLossOptions options) =>
        options.Classes == ClassKind.Exclusive ? torch.nn.functional.log_softmax(logits, 1).gather(1, target.to_type(torch.ScalarType.Int64)).neg()
        : options.Forms.SegmentorSigmoidTwice ? LogitCrossEntropy.Of(logits.sigmoid(), target)
        : LogitCrossEntropy.Of(logits, target);
}
