using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Losses;

/// <summary>
/// The terms of Eq. 7, their weights multiplied in, either scalars (means over batch and pixels, and over classes where each has its own
/// routing) or maps, <c>[B, ...]</c> for a shared routing, for images <c>[B, H, W]</c>, and <c>[B, R, ...]</c> for a routing per class. In the
/// type of the logits, differentiable, in the dispose scope of the caller who asked for them.
/// </summary>
/// <param name="CrossEntropy">The predictor's binary cross-entropy against the pseudo mask.</param>
/// <param name="SquaredError">beta1 times the squared difference of the predictor's probability and the experts' summed routing probability.</param>
/// <param name="Rate">beta2 times the predictor's probability, so that it does not defer everything.</param>
/// <param name="Total">The sum of the three.</param>
public sealed record SpatialCoherenceTerms(Tensor CrossEntropy, Tensor SquaredError, Tensor Rate, Tensor Total)
{
    internal SpatialCoherenceTerms ToOuterScope() =>
        new(CrossEntropy.MoveToOuterDisposeScope(), SquaredError.MoveToOuterDisposeScope(), Rate.MoveToOuterDisposeScope(), Total.MoveToOuterDisposeScope());
}
