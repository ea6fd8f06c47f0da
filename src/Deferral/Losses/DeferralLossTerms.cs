using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Losses;

/// <summary>
/// The objective of Eq. 10 and all it is made of, in the type of the logits. All tensors belong to the dispose scope of the caller who
/// asked for them; the terms share the graph of the total, so read them before their scope ends and go backward once. The maps that the
/// scalars are means of come from <see cref="SurrogateLoss.PerPixel"/> and <see cref="SpatialCoherenceLoss.PerPixel"/>.
/// </summary>
/// <param name="Surrogate">Eq. 4, or the surrogate in its place (the golden files' L_DC and its terms); scalars.</param>
/// <param name="Coherence">
/// Eq. 7 (L_SC and its terms), scalars, beta1 and beta2 multiplied in; null without a predictor, and where the routing has no probabilities.
/// </param>
/// <param name="LoadBalancing">Eq. 9 (L_LB), a scalar, not yet multiplied by lambda2; 0 with one expert. Null where the routing has no probabilities.</param>
/// <param name="Rho">
/// Eq. 8 <c>[J]</c> (rho), the soft load of expert j at index j - 1; differentiable. Where the routing has no probabilities, the share of the pixels
/// whose largest value is the expert's.
/// </param>
/// <param name="Total">Eq. 10 (L_total), a scalar: what is minimised.</param>
public sealed record DeferralLossTerms(SurrogateTerms Surrogate, SpatialCoherenceTerms? Coherence, Tensor? LoadBalancing, Tensor Rho, Tensor Total)
{
    internal DeferralLossTerms ToOuterScope() =>
        new(
            Surrogate.ToOuterScope(),
            Coherence?.ToOuterScope(),
            LoadBalancing?.MoveToOuterDisposeScope(),
            Rho.MoveToOuterDisposeScope(),
            Total.MoveToOuterDisposeScope()
        );
}
