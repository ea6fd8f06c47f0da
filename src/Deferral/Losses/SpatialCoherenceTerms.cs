using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Losses;

/// <summary>
/// The terms of Eq. 7, their weights multiplied in, either scalars (means over batch and pixels) or maps <c>[B, ...]</c>, for images
/// <c>[B, H, W]</c>, in the type of the logits. All are differentiable and belong to the dispose scope of the caller who asked for them.
/// </summary>
/// <param name="CrossEntropy">The predictor's binary cross-entropy against the pseudo mask.</param>
/// <param name="SquaredError">beta1 times the squared difference of the predictor's probability and the experts' summed routing probability.</param>
/// <param name="Rate">beta2 times the predictor's probability, so that it does not defer everything.</param>
/// <param name="Total">The sum of the three.</param>
public sealed record SpatialCoherenceTerms(Tensor CrossEntropy, Tensor SquaredError, Tensor Rate, Tensor Total)
{
    internal SpatialCoherenceTerms Mean() => new(CrossEntropy.mean(), SquaredError.mean(), Rate.mean(), Total.mean());

    internal SpatialCoherenceTerms ToOuterScope() =>
        new(CrossEntropy.MoveToOuterDisposeScope(), SquaredError.MoveToOuterDisposeScope(), Rate.MoveToOuterDisposeScope(), Total.MoveToOuterDisposeScope());
}
