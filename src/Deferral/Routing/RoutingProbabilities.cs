using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Routing;

/// <summary>The probability that a pixel is routed to each channel (Eq. 5).</summary>
public static class RoutingProbabilities
{
    /// <summary>
    /// Softmax over the channels 0..J, the segmentor's among them (the paper's j is both free and summed over in Eq. 5).
    /// Differentiable; the softmax subtracts the largest logit first, so that any finite logits are safe.
    /// </summary>
    /// <param name="logits">Floating point <c>[B, J+1, ...]</c>, for images <c>[B, J+1, H, W]</c>; channel 0 is the segmentor, 1..J the experts.</param>
    /// <returns>Of the same shape and type, from 0 to 1, summing to 1 over dimension 1. It belongs to the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">There is no expert, no spatial dimension or no pixel.</exception>
    public static Tensor Of(Tensor logits)
    {
        RoutingShape.RequireChannels(logits, nameof(logits));
        return torch.nn.functional.softmax(logits, 1);
    }
}
