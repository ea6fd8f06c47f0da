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
                $"The loads have the shape [{string.Join(", ", loads.shape)}]; expected [J+1], the model's and those of J "
                    + ">= 1 experts, as RoutingLoads.Soft gives them.",
                nameof(loads)
            );
        var experts = loads.shape[0] - 1;
        bounds = For(experts, bounds);
        using var scope = torch.NewDisposeScope();
        return OfExperts(loads.slice(0, 1, experts + 1, 1), bounds).MoveToOuterDisposeScope();
    }

    /// <summary>The bounds of so many experts: those given, or the published ones.</summary>
    internal static LoadBounds For(long experts, LoadBounds? bounds, LossPreset published = LossPreset.Paper)
    {
        bounds ??= LoadBounds.For((int)experts, published);
        if (bounds.Lower.Count != experts)
            throw new ArgumentException(
                $"There are bounds of the load for {bounds.Lower.Count} experts, but {experts} in the routing; "
                    + "expected one lower and one upper bound for each.",
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

/// <summary>
/// The least and the largest share of the pixels that each expert should get (l and u of Eq. 9), expert j at index j - 1. Where the
/// experts' budget is smaller than the sum of the least shares (0.35 in the paper), set those to 0: the penalty would work against it.
/// </summary>
public sealed class LoadBounds
{
    private static readonly LoadBounds _paper = new([0.15, 0.10, 0.10], [0.35, 0.25, 0.30]);
    private static readonly LoadBounds _official = new([0.15, 0.20, 0.18], [0.35, 0.30, 0.31]);

    /// <summary>Takes the bounds of J experts.</summary>
    /// <param name="lower">J shares from 0 to 1.</param>
    /// <param name="upper">J shares from 0 to 1, none smaller than its lower one.</param>
    /// <exception cref="ArgumentException">The lists are empty or of different lengths, or a pair is not 0 &lt;= lower &lt;= upper &lt;= 1.</exception>
    public LoadBounds(IReadOnlyList<double> lower, IReadOnlyList<double> upper)
    {
        if (lower.Count == 0 || lower.Count != upper.Count)
            throw new ArgumentException(
                $"There are {lower.Count} lower and {upper.Count} upper bounds of the load; expected one of each for every expert.",
                nameof(upper)
            );
        for (var expert = 0; expert < lower.Count; expert++)
        {
            if (!(0 <= lower[expert] && lower[expert] <= upper[expert] && upper[expert] <= 1))
                throw new ArgumentException(
                    $"The load of expert {expert + 1} is bounded by {lower[expert]} and {upper[expert]}; expected 0 <= "
                        + "lower <= upper <= 1, shares of the pixels.",
                    nameof(upper)
                );
        }
        (Lower, Upper) = ([.. lower], [.. upper]);
    }

    /// <summary>l: the least share of each expert, J values from 0 to 1.</summary>
    public IReadOnlyList<double> Lower { get; }

    /// <summary>u: the largest share of each expert, J values from 0 to 1.</summary>
    public IReadOnlyList<double> Upper { get; }

    /// <summary>
    /// The published bounds of three experts. None are published for other numbers; there each expert gets the mean of the three scaled
    /// by 3/J, which for the paper's is l = .35/J and u = .90/J, so that the bounds of all experts together stay the same and no expert
    /// is preferred.
    /// </summary>
    /// <param name="experts">J, at least 1.</param>
    /// <param name="preset">Whose bounds.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no expert or no such preset.</exception>
    public static LoadBounds For(int experts, LossPreset preset = LossPreset.Paper)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(experts, 1);
        var published = preset switch
        {
            LossPreset.Paper => _paper,
            LossPreset.Official => _official,
            _ => throw new ArgumentOutOfRangeException(nameof(preset), preset, "Published bounds are Paper or Official."),
        };
        return experts == 3 ? published : new(Shared(published.Lower, experts), Shared(published.Upper, experts));
    }

    private static double[] Shared(IReadOnlyList<double> shares, int experts) => [.. Enumerable.Repeat(Math.Round(shares.Sum(), 12) / experts, experts)];
}
