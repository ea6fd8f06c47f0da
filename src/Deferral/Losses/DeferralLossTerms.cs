using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Losses;

/// <summary>
/// The objective of Eq. 10 and all it is made of, in the type of the logits. All tensors belong to the dispose scope of the caller who
/// asked for them; the terms share the graph of the total, so read them before their scope ends and go backward once.
/// </summary>
/// <param name="Collaboration">Eq. 4, scalars.</param>
/// <param name="Coherence">Eq. 7, scalars, beta1 and beta2 multiplied in.</param>
/// <param name="LoadBalancing">Eq. 9, a scalar, not yet multiplied by lambda2; 0 with one expert.</param>
/// <param name="Rho">Eq. 8 <c>[J]</c>, the soft load of expert j at index j - 1; differentiable.</param>
/// <param name="Total">Eq. 10, a scalar: what is minimised.</param>
public sealed record DeferralLossTerms(DeferralCollaborationTerms Collaboration, SpatialCoherenceTerms Coherence, Tensor LoadBalancing, Tensor Rho, Tensor Total)
{
    internal DeferralLossTerms ToOuterScope() =>
        new(Collaboration.ToOuterScope(), Coherence.ToOuterScope(), LoadBalancing.MoveToOuterDisposeScope(), Rho.MoveToOuterDisposeScope(), Total.MoveToOuterDisposeScope());
}
