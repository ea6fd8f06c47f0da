using DeferredSeg.Deferral.Routing;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Losses;

/// <summary>The learning objective of a segmentor that defers to experts (Eq. 10).</summary>
public static class DeferralLosses
{
    /// <summary>
    /// L_DC, or another surrogate, + lambda1 L_SC + lambda2 L_LB. The losses do not ask for a resolution; all maps need the same. A loss whose
    /// lambda is 0 is reported, but takes no part in the total's graph.
    /// </summary>
    /// <param name="segmentorLogit">
    /// Finite floating point <c>[B, K, ...]</c>, for a binary segmentation of images <c>[B, 1, H, W]</c>: before the sigmoid or softmax.
    /// </param>
    /// <param name="routingLogits">
    /// Finite floating point <c>[B, J+1, ...]</c>, <c>[B, 1, J+1, ...]</c> or, one for each multilabel class, <c>[B, K, J+1, ...]</c>; channel 0 is the
    /// segmentor, 1..J the experts.
    /// </param>
    /// <param name="predictorLogit">
    /// Finite floating point <c>[B, 1, ...]</c>: the aggregated deferral predictor, before the sigmoid. Null only where lambda1 is 0.
    /// </param>
    /// <param name="target">The truth, as <see cref="SurrogateLoss.Of"/> takes it.</param>
    /// <param name="experts">The experts' masks, as <see cref="SurrogateLoss.Of"/> takes them.</param>
    /// <param name="options">The surrogate, weights and forms; the paper's where there are none.</param>
    /// <returns>All terms, rho and the total, in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">
    /// Shapes do not fit together, there is no pixel, logits are not finite floating point numbers, a mask holds what is no class, the options do not
    /// fit together, or the bounds are those of another number of experts. Nothing is computed before.
    /// </exception>
    public static DeferralLossTerms Total(
        Tensor segmentorLogit,
        Tensor routingLogits,
        Tensor? predictorLogit,
        Tensor target,
        Tensor experts,
        DeferralLossOptions? options = null
    )
    {
        options ??= DeferralLossOptions.Paper;
        options.RequireProbabilities();
        using var scope = torch.NewDisposeScope();
        var layout = RoutingLayout.Of(routingLogits, segmentorLogit.dim(), nameof(routingLogits));
        RequirePredictor(predictorLogit, layout, options);
        var bounds = options.BoundsOf((int)layout.Experts);
        var pixels = LossPixels.Of(segmentorLogit, routingLogits, target, experts, options);
        var routing = pixels.Routing;
        var surrogate = SurrogateLoss.Means(pixels, options);
        if (!routing.IsProbability)
        {
            var shares = RoutingLoads.Soft(RoutingProbabilities.Of(routing.Logits, options.Parameterisation));
            return new DeferralLossTerms(surrogate, null, null, shares.narrow(0, 1, layout.Experts), surrogate.Total.alias()).ToOuterScope();
        }
        var coherence = predictorLogit is null ? null : SpatialCoherenceLoss.Means(predictorLogit, layout, routing, options);
        var rho = Rho(routing.LogOfExperts.exp());
        var balancing = LoadBalancingLoss.OfExperts(rho, bounds);
        var total = surrogate.Total;
        if (options.Lambda1 > 0)
            total = total + coherence!.Total * options.Lambda1;
        // One expert has nothing to balance, and a gradient of zeros costs as much as another.
        if (options.Lambda2 > 0 && layout.Experts > 1)
            total = total + balancing * options.Lambda2;
        return new DeferralLossTerms(surrogate, coherence, balancing, rho, total.alias()).ToOuterScope();
    }

    /// <summary>Eq. 8, the mean over batch and pixels, and over classes where each has its own routing.</summary>
    private static Tensor Rho(Tensor probabilities) =>
        probabilities.mean([0, .. Enumerable.Range(2, (int)probabilities.dim() - 2).Select(dimension => (long)dimension)]);

    private static void RequirePredictor(Tensor? logit, RoutingLayout layout, DeferralLossOptions options)
    {
        if (logit is not null)
        {
            LossInputs.RequirePredictor(logit, layout, "predictorLogit");
            LossInputs.RequireFinite(logit, "predictorLogit");
        }
        else if (options.Lambda1 > 0)
        {
            throw new ArgumentNullException(
                "predictorLogit",
                $"There is no predictorLogit, which the spatial coherence loss (Lambda1 = {options.Lambda1}) is made of. Take "
                    + "a head that has a predictor, or set Lambda1 to 0."
            );
        }
    }
}

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
