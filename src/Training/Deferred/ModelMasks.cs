using DeferredSeg.Abstractions.Backbones;

namespace DeferredSeg.Training.Deferred;

/// <summary>The model's own answer.</summary>
public static class ModelMasks
{
    /// <summary>Logits as masks.</summary>
    /// <param name="logits"><c>[P, K, …]</c>.</param>
    /// <param name="kind">
    /// Multilabel: a class is there where its logit is at least 0. Exclusive: the class with the largest logit, the first of several.
    /// </param>
    /// <returns>uint8 <c>[P, K, …]</c>, 0 or 1, contiguous whatever order in memory the logits have. It belongs to the caller's dispose scope.</returns>
    public static Tensor Of(Tensor logits, ClassKind kind)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        if (kind == ClassKind.Multilabel)
            return logits.ge(0).@byte().contiguous().MoveToOuterDisposeScope();
        var largest = logits.amax([1], keepdim: true);
        var candidates = logits.eq(largest).@long();
        // Several classes may share the largest logit; the first is the one before which none was.
        return candidates.mul(candidates.cumsum(1).eq(1)).@byte().contiguous().MoveToOuterDisposeScope();
    }
}
