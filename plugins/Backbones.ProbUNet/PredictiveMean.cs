using DeferredSeg.Abstractions.Backbones;

namespace Backbones.ProbUNet;

/// <summary>
/// What a network that samples says of a pixel: the mean of its samples' probabilities, which is the probability of the class when the latent is not
/// known. As logits, computed from logarithms, so that probabilities near 0 and 1 lose nothing.
/// </summary>
internal static class PredictiveMean
{
    /// <summary>Logits whose sigmoid, or softmax, is the mean of the samples'.</summary>
    /// <param name="samples">Logits, <c>[P, S, K, H, W]</c>.</param>
    /// <param name="kind">How the classes relate.</param>
    /// <returns><c>[P, K, H, W]</c>; of a single sample its own logits.</returns>
    public static Tensor Of(Tensor samples, ClassKind kind)
    {
        using var scope = NewDisposeScope();
        if (samples.shape[1] == 1)
            return samples.select(1, 0).MoveToOuterDisposeScope();
        var mean =
            kind == ClassKind.Exclusive
                ? functional.log_softmax(samples, 2).logsumexp(1) - Math.Log(samples.shape[1])
                : functional.logsigmoid(samples).logsumexp(1) - functional.logsigmoid(-samples).logsumexp(1);
        return mean.MoveToOuterDisposeScope();
    }
}
