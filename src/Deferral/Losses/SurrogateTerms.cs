using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Losses;

/// <summary>
/// The terms of a surrogate, as Eq. 4 has them: either scalars (means over batch and pixels, and over classes where each has its own
/// routing) or maps, <c>[B, ...]</c> for a shared routing, for images <c>[B, H, W]</c>, and <c>[B, K, ...]</c> for a routing per class.
/// In the type of the logits, differentiable, in the dispose scope of the caller who asked for them.
/// </summary>
/// <param name="Experts">
/// The routing term of the experts, summed over them (the golden files' term1_experts). By <see cref="Surrogate.Dc"/> negative where wrong experts
/// outweigh right ones, unless <see cref="WrongExpertTerm.Bounded"/>.
/// </param>
/// <param name="Segmentor">The routing term of channel 0 (term2_segmentor).</param>
/// <param name="CrossEntropy">The segmentor's own cross-entropy against the target, the mean over its classes (term3_bce).</param>
/// <param name="Total">
/// What is minimised: the sum of the three, but for <see cref="Surrogate.TwoStage"/>, where the segmentor is frozen, the sum of the first two.
/// </param>
public sealed record SurrogateTerms(Tensor Experts, Tensor Segmentor, Tensor CrossEntropy, Tensor Total)
{
    internal SurrogateTerms ToOuterScope() =>
        new(Experts.MoveToOuterDisposeScope(), Segmentor.MoveToOuterDisposeScope(), CrossEntropy.MoveToOuterDisposeScope(), Total.MoveToOuterDisposeScope());
}
