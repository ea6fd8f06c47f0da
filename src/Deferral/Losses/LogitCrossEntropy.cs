using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Losses;

/// <summary>The binary cross-entropy from a logit z, exact in both tails.</summary>
internal static class LogitCrossEntropy
{
    /// <summary>
    /// -log sigmoid(z) where the label is 1, -log sigmoid(-z) where it is 0. Adding z to the first for the second, as the usual formula
    /// does, cancels a small loss to 0; and torch's softplus is cut to its argument at 20, where its gradient is still off by 2e-9.
    /// </summary>
    /// <param name="logit">Floating point.</param>
    /// <param name="label">0 or 1 of any type and the same shape.</param>
    public static Tensor Of(Tensor logit, Tensor label) => torch.nn.functional.logsigmoid(logit * label.to_type(logit.dtype, copy: true).mul_(2).sub_(1)).neg();
}
