using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Routing;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Losses;

/// <summary>
/// The load-balancing penalty (Eq. 9) on the experts' soft loads rho (Eq. 8): how far each lies outside of its bounds. At a bound itself
/// the gradient is 0. With one expert there is nothing to balance and the penalty is 0 (Sec. 4.2.5), its gradient too.
/// </summary>
public static class LoadBalancingLoss
{
    /// <summary>The penalty of the routing of one batch.</summary>
    /// <param name="routingLogits">
    /// Finite floating point <c>[B, J+1, ...]</c>, for images <c>[B, J+1, H, W]</c>; channel 0 is the segmentor, 1..J the experts.
    /// </param>
    /// <param name="bounds">The bounds of the J experts; <see cref="LoadBounds.For"/> where there are none.</param>
    /// <param name="parameterisation">
    /// What the logits mean; the share of a value (utility) is that of the pixels where it is the largest, and has no gradient.
    /// </param>
    /// <returns>A scalar of the logits' type, at least 0, in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">
    /// There is no expert or no pixel, the logits are not finite floating point numbers, or the bounds are those of another number of experts.
    /// </exception>
    public static Tensor Of(Tensor routingLogits, LoadBounds? bounds = null, RoutingParameterisation parameterisation = RoutingParameterisation.Softmax)
    {
        var layout = RoutingLayout.Of(routingLogits, routingLogits.dim(), nameof(routingLogits));
        bounds = For(layout.Experts, bounds);
        LossInputs.RequireFinite(routingLogits, nameof(routingLogits));
        using var scope = torch.NewDisposeScope();
        return OfLoads(RoutingLoads.Soft(RoutingProbabilities.Of(routingLogits, parameterisation)), bounds).MoveToOuterDisposeScope();
    }

    /// <summary>The penalty of loads that were measured over more than one batch, such as the effective batch of accumulated steps.</summary>
    /// <param name="loads">Floating point <c>[J+1]</c>, from <see cref="RoutingLoads.Soft"/>: the model's load, then rho of the experts.</param>
    /// <param name="bounds">The bounds of the J experts; <see cref="LoadBounds.For"/> where there are none.</param>
    /// <returns>A scalar of the same type, at least 0, in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">The loads are not <c>[J+1]</c> with J at least 1, or the bounds are those of another number of experts.</exception>
    public static Tensor OfLoads(Tensor loads, LoadBounds? bounds = null)
    {
        if (loads.dim() != 1 || loads.shape[0] < 2)
            throw new ArgumentException(
                $"The loads have the shape [{string.Join(", ", loads.shape)}]; expected [J+1], the model's and those of J >= 1 experts, as RoutingLoads.Soft gives them.",
                nameof(loads)
            );
        var experts = loads.shape[0] - 1;
        bounds = For(experts, bounds);
        using var scope = torch.NewDisposeScope();
        return OfExperts(loads.slice(0, 1, experts + 1, 1), bounds).MoveToOuterDisposeScope();
    }

    /// <summary>The bounds of so many experts: those given, or the published ones.</summary>
    internal static LoadBounds For(long experts, LoadBounds? bounds, BoundsPreset published = BoundsPreset.Paper)
    {
        bounds ??= LoadBounds.For((int)experts, published);
        if (bounds.Lower.Count != experts)
            throw new ArgumentException(
                $"There are bounds of the load for {bounds.Lower.Count} experts, but {experts} in the routing; expected one lower and one upper bound for each.",
                nameof(bounds)
            );
        return bounds;
    }

    /// <summary>The penalty of rho <c>[J]</c> itself, in the caller's scope.</summary>
    internal static Tensor OfExperts(Tensor rho, LoadBounds bounds)
    {
        // Still a function of the loads, so that a caller may go backward from it alone.
        if (bounds.Lower.Count == 1)
            return rho.sum() * 0;
        var above = (rho - Like(bounds.Upper, rho)).relu();
        var below = (Like(bounds.Lower, rho) - rho).relu();
        return (above + below).sum();
    }

    private static Tensor Like(IReadOnlyList<double> values, Tensor tensor) => torch.tensor([.. values], dtype: tensor.dtype, device: tensor.device);
}
