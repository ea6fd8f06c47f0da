using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Losses;

/// <summary>The cross-entropy of classes that exclude each other, from logits.</summary>
internal static class ExclusiveCrossEntropy
{
    /// <summary>-log softmax at the true class, in log space.</summary>
    /// <param name="logits">Floating point <c>[B, K, ...]</c>.</param>
    /// <param name="target">Indices <c>[B, 1, ...]</c>.</param>
    /// <returns><c>[B, 1, ...]</c>.</returns>
    public static Tensor Of(Tensor logits, Tensor target) => torch.nn.functional.log_softmax(logits, 1).gather(1, target.to_type(torch.ScalarType.Int64)).neg();
}
