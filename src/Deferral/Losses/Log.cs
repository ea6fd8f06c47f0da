using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Losses;

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
