using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Losses;

/// <summary>
/// The terms of Eq. 4, either scalars (means over batch and pixels) or maps <c>[B, ...]</c>, for images <c>[B, H, W]</c>, in the type
/// of the logits. All are differentiable and belong to the dispose scope of the caller who asked for them.
/// </summary>
/// <param name="Experts">The routing term of the experts, summed over them; negative where wrong experts outweigh right ones, except by <see cref="WrongExpertTerm.Bounded"/>.</param>
/// <param name="Segmentor">-log p_0 where the segmentor is right, else 0: it is never punished for being wrong.</param>
/// <param name="CrossEntropy">The binary cross-entropy of the segmentor against the target.</param>
/// <param name="Total">The sum of the three.</param>
public sealed record DeferralCollaborationTerms(Tensor Experts, Tensor Segmentor, Tensor CrossEntropy, Tensor Total)
{
    internal DeferralCollaborationTerms Mean() => new(Experts.mean(), Segmentor.mean(), CrossEntropy.mean(), Total.mean());

    internal DeferralCollaborationTerms ToOuterScope() =>
        new(Experts.MoveToOuterDisposeScope(), Segmentor.MoveToOuterDisposeScope(), CrossEntropy.MoveToOuterDisposeScope(), Total.MoveToOuterDisposeScope());
}
