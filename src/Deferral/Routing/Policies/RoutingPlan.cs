using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Routing.Policies;

/// <summary>
/// Who answers each pixel under a <see cref="RoutingPolicy"/>. The tensors belong to the dispose scope of the caller who asked for them; no gradient
/// flows through them.
/// </summary>
/// <param name="Decision">int64 <c>[B, ...]</c>: 0 is the model, 1..J the experts. <see cref="Fusion"/> and <see cref="RoutingLoads"/> take it.</param>
/// <param name="Margin">
/// float64 <c>[B, ...]</c>: how much is gained by deferring each pixel, before budget, capacities and regions. It is never negative
/// where the policy itself defers and never positive where it keeps; minus infinity where nobody is there to defer to.
/// </param>
/// <param name="Expert">
/// int64 <c>[B, ...]</c>: the expert worth most at each pixel, also where the model keeps it, from 1 to J; 0 where nobody is there. A capacity may send
/// a deferred pixel to another.
/// </param>
public sealed record RoutingPlan(Tensor Decision, Tensor Margin, Tensor Expert)
{
    /// <summary>The plan when no expert is available: the model keeps every pixel.</summary>
    /// <param name="routingLogits"><c>[B, J+1, ...]</c>.</param>
    /// <returns>Tensors in the caller's dispose scope.</returns>
    public static RoutingPlan OfModel(Tensor routingLogits)
    {
        long[] shape = [routingLogits.shape[0], .. routingLogits.shape[2..]];
        var device = routingLogits.device;
        return new(
            torch.zeros(shape, torch.ScalarType.Int64, device),
            torch.full(shape, double.NegativeInfinity, torch.ScalarType.Float64, device),
            torch.zeros(shape, torch.ScalarType.Int64, device)
        );
    }

    internal RoutingPlan ToOuterScope() => new(Decision.MoveToOuterDisposeScope(), Margin.MoveToOuterDisposeScope(), Expert.MoveToOuterDisposeScope());
}
