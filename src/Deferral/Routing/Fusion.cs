using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Routing;

/// <summary>The answer of model and experts together.</summary>
public static class Fusion
{
    /// <summary>Takes each pixel from whom it was routed to (Sec. 4.1).</summary>
    /// <param name="modelMask">The model's labels <c>[B, ...]</c>, for images <c>[B, H, W]</c>: 0 or 1, or the number of a class.</param>
    /// <param name="expertMasks">The experts' labels <c>[B, J, ...]</c>, of the same type; expert j lies at index j - 1.</param>
    /// <param name="decision">int64 <c>[B, ...]</c> from 0 to J, from <see cref="RoutingDecision"/>.</param>
    /// <returns>Of the shape and type of <paramref name="modelMask"/>. It belongs to the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">Shapes or types do not fit together, or the decision names an expert that is not there.</exception>
    public static Tensor System(Tensor modelMask, Tensor expertMasks, Tensor decision)
    {
        RoutingShape.RequireDecision(decision, nameof(decision));
        var experts = expertMasks.dim() < 2 ? 0 : expertMasks.shape[1];
        RoutingShape.Require(modelMask, decision.shape, nameof(modelMask), "that of the decision");
        RoutingShape.Require(expertMasks, [decision.shape[0], Math.Max(1, experts), .. decision.shape[1..]], nameof(expertMasks), "that of the decision with the J >= 1 experts at dimension 1");
        if (modelMask.dtype != expertMasks.dtype) throw new ArgumentException($"The model's mask is {modelMask.dtype}, the experts' are {expertMasks.dtype}; convert one, so that a label means the same in both.", nameof(expertMasks));
        using var scope = torch.NewDisposeScope();
        RoutingShape.RequireRange(decision, experts, nameof(decision), "Pass the masks of all experts that pixels were routed to.");
        var candidates = torch.cat([modelMask.unsqueeze(1), expertMasks], 1);
        return candidates.gather(1, decision.unsqueeze(1)).squeeze(1).MoveToOuterDisposeScope();
    }
}
