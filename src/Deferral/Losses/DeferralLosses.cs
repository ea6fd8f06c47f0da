using DeferredSeg.Deferral.Routing;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Losses;

/// <summary>The learning objective of a binary segmentor that defers to experts (Eq. 10).</summary>
public static class DeferralLosses
{
    /// <summary>L_DC + lambda1 L_SC + lambda2 L_LB. The losses do not ask for a resolution; all maps need the same.</summary>
    /// <param name="segmentorLogit">Finite floating point <c>[B, 1, ...]</c>, for images <c>[B, 1, H, W]</c>: the segmentation, before the sigmoid.</param>
    /// <param name="routingLogits">Finite floating point <c>[B, J+1, ...]</c>; channel 0 is the segmentor, 1..J the experts.</param>
    /// <param name="predictorLogit">Finite floating point <c>[B, 1, ...]</c>: the aggregated deferral predictor, before the sigmoid.</param>
    /// <param name="target">The truth <c>[B, 1, ...]</c>, 0 or 1, of any type.</param>
    /// <param name="experts">The experts' masks <c>[B, J, ...]</c>, 0 or 1, of any type; expert j lies at index j - 1.</param>
    /// <param name="options">The weights and forms; the paper's where there are none.</param>
    /// <returns>All terms, rho and the total, in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">Shapes do not fit together, logits are not floating point, a routing logit is not a number, a mask holds other values than 0 and 1, a weight is negative or not finite, or the bounds are those of another number of experts.</exception>
    public static DeferralLossTerms Total(Tensor segmentorLogit, Tensor routingLogits, Tensor predictorLogit, Tensor target, Tensor experts, DeferralLossOptions? options = null)
    {
        options ??= new();
        LossInputs.RequireWeight(options.Lambda1, nameof(options.Lambda1));
        LossInputs.RequireWeight(options.Lambda2, nameof(options.Lambda2));
        using var scope = torch.NewDisposeScope();
        var collaboration = DeferralCollaborationLoss.Of(segmentorLogit, routingLogits, target, experts, options.WrongExpert);
        var coherence = SpatialCoherenceLoss.Of(predictorLogit, routingLogits, options.Beta1, options.Beta2, options.DetachRouting);
        var loads = RoutingLoads.Soft(RoutingProbabilities.Of(routingLogits));
        var balancing = LoadBalancingLoss.OfLoads(loads, options.Bounds);
        var total = collaboration.Total + coherence.Total * options.Lambda1 + balancing * options.Lambda2;
        return new DeferralLossTerms(collaboration, coherence, balancing, loads.slice(0, 1, loads.shape[0], 1), total).ToOuterScope();
    }
}
