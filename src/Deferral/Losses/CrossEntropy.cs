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

/// <summary>Arithmetic of probabilities by their logarithms.</summary>
internal static class Log
{
    /// <summary>log(p + offset) from log p.</summary>
    public static Tensor Plus(Tensor logProbabilities, double offset) =>
        offset == 0
            ? logProbabilities
            : logProbabilities.logaddexp(torch.tensor(Math.Log(offset), dtype: logProbabilities.dtype, device: logProbabilities.device));

    /// <summary>
    /// logsumexp over dimension 1, whose gradient in float32 is off in the fourth digit where its value is in the tens of thousands; relative to the
    /// largest it is small.
    /// </summary>
    public static Tensor Sum(Tensor channels)
    {
        var largest = channels.detach().amax([1], keepdim: true);
        return (channels - largest).logsumexp(1) + largest.squeeze(1);
    }
}
