using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Routing;

/// <summary>How the pixels of a batch are spread over model and experts. Channel 0 is the model, 1..J are the experts.</summary>
public static class RoutingLoads
{
    /// <summary>
    /// The soft load rho of Eq. 8, the mean routing probability over batch and pixels. Differentiable. The paper defines it for
    /// the experts; the model's share is given too, so that the loads sum to 1.
    /// </summary>
    /// <param name="probabilities"><c>[B, J+1, ...]</c> from <see cref="RoutingProbabilities"/>.</param>
    /// <returns><c>[J+1]</c>, of the same type; rho_j lies at index j. It belongs to the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">There is no expert, no spatial dimension or no pixel.</exception>
    public static Tensor Soft(Tensor probabilities)
    {
        RoutingShape.RequireChannels(probabilities, nameof(probabilities));
        return probabilities.mean([0, .. Enumerable.Range(2, (int)probabilities.dim() - 2).Select(dimension => (long)dimension)]);
    }

    /// <summary>The hard load: the fraction of pixels that each channel was given.</summary>
    /// <param name="decision">int64 <c>[B, ...]</c> from 0 to J, from <see cref="RoutingDecision"/>.</param>
    /// <param name="experts">J; an expert who was given nothing has no pixel to be counted by.</param>
    /// <returns>float64 <c>[J+1]</c>, summing to 1. It belongs to the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">The decision is of another type, has no pixel or names a channel outside of 0..J.</exception>
    public static Tensor Hard(Tensor decision, long experts)
    {
        RoutingShape.RequireDecision(decision, nameof(decision));
        using var scope = torch.NewDisposeScope();
        RoutingShape.RequireRange(decision, experts, nameof(decision), "Pass the number of experts that it was made for.");
        return decision.flatten().bincount(null!, experts + 1).to_type(torch.ScalarType.Float64).div(decision.numel()).MoveToOuterDisposeScope();
    }

    /// <summary>The fraction of pixels that the model keeps, from 0 to 1.</summary>
    /// <param name="decision">int64 <c>[B, ...]</c>, from <see cref="RoutingDecision"/>.</param>
    /// <exception cref="ArgumentException">The decision is of another type or has no pixel.</exception>
    public static double Coverage(Tensor decision)
    {
        RoutingShape.RequireDecision(decision, nameof(decision));
        using var scope = torch.NewDisposeScope();
        return (double)decision.eq(0).sum().ToInt64() / decision.numel();
    }
}
