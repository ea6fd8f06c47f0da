using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Routing.Regions;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Routing.Policies;

/// <summary>Decisions within a field of view: routing, validation and evaluation decide here, so that a budget means the same in all of them.</summary>
public static class FieldDecision
{
    // A logit whose sigmoid is 1, also in half precision.
    private const double CertainLogit = 1e4;

    /// <summary>Decides for the pixels in the field of view; shares are of these pixels, and all others stay the model's.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="routingLogits">
    /// Floating point <c>[R, J+1, H, W]</c>, of a volume <c>[R, J+1, D, H, W]</c>; routings per class are decided as if each were an image.
    /// </param>
    /// <param name="parameterisation">What the logits mean.</param>
    /// <param name="predictorLogit">The aggregated predictor before its sigmoid, <c>[1, 1, …]</c> for all routings; null without.</param>
    /// <param name="inside">As many values as there are pixels, 0 outside of the field of view; null means everywhere.</param>
    /// <returns>
    /// The plan of whole maps <c>[R, …]</c>, in the caller's dispose scope; outside of the field of view the margin is minus infinity and there is
    /// no expert.
    /// </returns>
    /// <exception cref="ArgumentException">What <see cref="RoutingPolicy.Decide"/> refuses, or the field has another size than the maps.</exception>
    public static RoutingPlan DecideWithin(
        this RoutingPolicy policy,
        Tensor routingLogits,
        RoutingParameterisation parameterisation,
        Tensor? predictorLogit,
        byte[]? inside
    )
    {
        using var scope = torch.NewDisposeScope();
        var plan = policy.ByPixels(routingLogits, parameterisation, predictorLogit, inside);
        return (policy.InUnits is { } asked ? InUnits(policy, plan, asked, inside) : plan).ToOuterScope();
    }

    // The pixels of whoever is asked about regions become regions.
    private static RoutingPlan InUnits(RoutingPolicy policy, RoutingPlan plan, IReadOnlyList<bool> asked, byte[]? inside)
    {
        var grid = RoutingShape.Grid(plan.Decision.shape.AsSpan(1));
        using var decisions = plan.Decision.cpu().contiguous();
        using var margins = plan.Margin.cpu().contiguous();
        var (all, gains) = (decisions.data<long>().ToArray(), margins.data<double>().ToArray());
        var size = grid.Count;
        for (var start = 0; start < all.Length; start += size)
        {
            var decision = all.AsSpan(start, size);
            var units = RegionUnits.Of(decision, gains.AsSpan(start, size), grid, policy.Units ?? new(), policy.Connectivity, asked, inside);
            RegionUnits.Decision(decision, units, asked).CopyTo(decision);
        }
        return plan with { Decision = torch.tensor(all, plan.Decision.shape, device: plan.Decision.device) };
    }

    private static RoutingPlan ByPixels(
        this RoutingPolicy policy,
        Tensor routingLogits,
        RoutingParameterisation parameterisation,
        Tensor? predictorLogit,
        byte[]? inside
    )
    {
        using var scope = torch.NewDisposeScope();
        var (routings, sizes) = (routingLogits.shape[0], routingLogits.shape[2..]);
        var predictor = predictorLogit?.expand([routings, 1, .. sizes]);
        if (inside is null)
            return policy.Decide(routingLogits, parameterisation, predictor).ToOuterScope();
        if (inside.Length != sizes.Aggregate(1L, (count, size) => count * size))
            throw new ArgumentException(
                $"The field of view has {inside.Length} pixels, the maps {string.Join(" by ", sizes)}; both must be of the same image.",
                nameof(inside)
            );
        long[] places = [.. Enumerable.Range(0, inside.Length).Where(pixel => inside[pixel] != 0).Select(pixel => (long)pixel)];
        // Regions need the image; without them the pixels alone are decided, so that a budget is a share of them.
        if (policy.MinimumRegion <= 1 && policy.FillHoles == 0)
            return Spread(policy.Decide(Of(routingLogits), parameterisation, predictor is null ? null : Of(predictor)), sizes, places).ToOuterScope();
        var outside = torch.tensor(inside, sizes, torch.ScalarType.Byte, routingLogits.device).eq(0);
        var plan = Scaled(policy, (double)places.Length / inside.Length)
            .Decide(Kept(routingLogits, parameterisation, outside), parameterisation, predictor?.masked_fill(outside, double.NegativeInfinity));
        // A hole that was filled may reach beyond the field.
        return new RoutingPlan(
            plan.Decision.masked_fill(outside, 0),
            plan.Margin.masked_fill(outside, double.NegativeInfinity),
            plan.Expert.masked_fill(outside, 0)
        ).ToOuterScope();

        Tensor Of(Tensor maps) => maps.flatten(2).index_select(2, torch.tensor(places, device: maps.device)).unsqueeze(2);
    }

    // Shares of the field as shares of the whole map.
    private static RoutingPolicy Scaled(RoutingPolicy policy, double share) =>
        policy with
        {
            Budget = policy.Budget * share,
            Capacities = policy.Capacities?.Select(capacity => capacity * share).ToList(),
            MinimumLoads = policy.MinimumLoads?.Select(load => load * share).ToList(),
        };

    /// <summary>Outside of the field nobody is there and the model is certain, so that no pixel inside has less to gain.</summary>
    private static Tensor Kept(Tensor routing, RoutingParameterisation parameterisation, Tensor outside)
    {
        var kept = routing.detach().clone();
        kept.slice(1, 1, kept.shape[1], 1).masked_fill_(outside, double.NegativeInfinity);
        // A softmax without experts is certain by itself, and a utility of minus infinity is less than any gain.
        if (parameterisation == RoutingParameterisation.OneVsAll)
            kept.select(1, 0).masked_fill_(outside, CertainLogit);
        return kept;
    }

    private static RoutingPlan Spread(RoutingPlan plan, long[] sizes, long[] places)
    {
        var routings = plan.Decision.shape[0];
        var index = torch.tensor(places, device: plan.Decision.device).expand(routings, places.Length);
        Tensor Whole(Tensor values, double outside) =>
            torch
                .full([routings, sizes.Aggregate(1L, (count, size) => count * size)], outside, values.dtype, values.device)
                .scatter_(1, index, values.flatten(1))
                .view([routings, .. sizes]);
        return new(Whole(plan.Decision, 0), Whole(plan.Margin, double.NegativeInfinity), Whole(plan.Expert, 0));
    }
}
