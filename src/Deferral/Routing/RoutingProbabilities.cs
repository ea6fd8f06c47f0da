using DeferredSeg.Abstractions.Heads;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Routing;

/// <summary>The probability that a pixel is routed to each channel: Eq. 5, and what takes its place where the logits mean something else.</summary>
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

    /// <summary>The probabilities of logits of any meaning.</summary>
    /// <remarks>
    /// Softmax: Eq. 5. One-vs-all: each channel's own probability of being right, sigmoid of its logit, divided by their sum, by way of
    /// logarithms so that channels which are all very unlikely still compete. Utility: a value is no probability, so the channel that is
    /// chosen (the lowest of the largest) has 1 and the others 0; no gradient flows.
    /// </remarks>
    /// <param name="logits">Floating point <c>[B, J+1, ...]</c>.</param>
    /// <param name="parameterisation">What they mean.</param>
    /// <returns>Of the same shape and type, from 0 to 1, summing to 1 over dimension 1. It belongs to the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">There is no expert, no spatial dimension, no pixel or no such parameterisation.</exception>
    public static Tensor Of(Tensor logits, RoutingParameterisation parameterisation)
    {
        RoutingShape.RequireChannels(logits, nameof(logits));
        using var scope = torch.NewDisposeScope();
        var probabilities = parameterisation switch
        {
            RoutingParameterisation.Softmax => Of(logits),
            RoutingParameterisation.OneVsAll => torch.nn.functional.softmax(torch.nn.functional.logsigmoid(logits), 1),
            RoutingParameterisation.Utility => Chosen(logits),
            _ => throw new ArgumentOutOfRangeException(nameof(parameterisation), parameterisation, "Routing logits are Softmax, OneVsAll or Utility."),
        };
        return probabilities.MoveToOuterDisposeScope();
    }

    private static Tensor Chosen(Tensor logits)
    {
        var decision = RoutingDecision.Decide(logits).unsqueeze(1);
        return torch.zeros_like(logits.detach()).scatter_(1, decision, torch.ones_like(decision, logits.dtype));
    }
}
