using DeferredSeg.Abstractions.Backbones;

namespace DeferredSeg.Training.Objective;

/// <summary>The segmentor's own cross-entropy, the mean over pixels and classes.</summary>
internal static class SegmentationLoss
{
    /// <param name="logits">Maps of K classes, the classes second.</param>
    /// <param name="target">Multilabel: as many maps, 0 or 1. Exclusive: one map of class indices.</param>
    /// <param name="kind">How the classes relate.</param>
    public static Tensor Of(Tensor logits, Tensor target, ClassKind kind) =>
        kind == ClassKind.Exclusive
            ? nn.functional.log_softmax(logits, 1).gather(1, target.to_type(ScalarType.Int64)).neg().mean()
            : nn.functional.binary_cross_entropy_with_logits(logits, target.to_type(logits.dtype));
}
