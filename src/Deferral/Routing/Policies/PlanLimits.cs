using DeferredSeg.Deferral.Regions;
using DeferredSeg.Deferral.Routing.Assignment;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Routing.Policies;

/// <summary>What a policy makes of the pixels' own preferences: budget, capacities, regions.</summary>
internal static class PlanLimits
{
    /// <summary>Applies the steps after the preference in their order, on the CPU.</summary>
    /// <param name="policy">Its limits.</param>
    /// <param name="preference">Of each pixel.</param>
    /// <param name="bounds">Budget and capacities in pixels.</param>
    /// <returns>
    /// The decision, of the type, shape and device of the preference's; itself where there is no limit. It belongs to the caller's dispose scope.
    /// </returns>
    public static Tensor Apply(RoutingPolicy policy, Preference preference, ChannelBounds bounds)
    {
        var pixels = (int)preference.Decision.numel();
        var bindExperts = bounds.BindExperts(pixels);
        var cleansRegions = policy.MinimumRegion > 1 || policy.FillHoles > 0;
        if (policy.Budget is null && !bindExperts && !cleansRegions)
            return preference.Decision;

        var decision = preference.Decision.cpu().flatten().data<long>().ToArray();
        if (policy.Budget is not null || bindExperts)
        {
            var margin = preference.Margin.cpu().flatten().data<double>().ToArray();
            var expert = preference.Expert.cpu().flatten().data<long>().ToArray();
            if (policy.Budget is not null)
                DeferralBudget.Apply(decision, margin, expert, bounds.Deferred, policy.BudgetRule);
            if (bindExperts)
            {
                var values = AssignmentValues.Of(preference.Values, margin, expert);
                PricedAssignment.Apply(values, decision, bounds.Lower, bounds.Upper, Price(values, decision, expert, policy, bounds));
            }
        }
        if (cleansRegions)
            CleanRegions(policy, bounds, decision, preference.Decision.shape);
        return torch.tensor(decision, preference.Decision.shape, device: preference.Decision.device);
    }

    /// <summary>
    /// A value between those of the pixels that a budget deferred and those that it did not: what it makes of the model's value, 0 where it
    /// does not bind.
    /// </summary>
    private static long Price(long[][] values, long[] decision, long[] expert, RoutingPolicy policy, ChannelBounds bounds)
    {
        if (policy.Budget is null || decision.Count(channel => channel != 0) < bounds.Deferred)
            return 0;
        var gains = decision.Select((channel, pixel) => (IsDeferred: channel != 0, Gain: values[expert[pixel]][pixel]));
        return bounds.Deferred > 0 ? gains.Where(pixel => pixel.IsDeferred).Min(pixel => pixel.Gain) : Math.Max(0, gains.Max(pixel => pixel.Gain));
    }

    private static void CleanRegions(RoutingPolicy policy, ChannelBounds bounds, long[] decision, long[] shape)
    {
        var (height, width) = ((int)shape[1], (int)shape[2]);
        List<(int Offset, Hole Hole)> holes = [];
        for (var offset = 0; offset < decision.Length; offset += height * width)
        {
            var map = decision.AsSpan(offset, height * width);
            if (policy.MinimumRegion > 1)
                SmallRegions.ToModel(map, height, width, policy.MinimumRegion, policy.Connectivity);
            if (policy.FillHoles > 0)
                holes.AddRange(Holes.Of(map, height, width, policy.FillHoles, policy.Connectivity).Select(hole => (offset, hole)));
        }
        if (holes.Count == 0)
            return;
        var counts = ChannelCounts.Of(decision, bounds.Upper.Length);
        // A stable sort: among holes of one size the earlier image and pixel come first.
        foreach (var (offset, hole) in holes.OrderBy(found => found.Hole.Pixels.Count))
        {
            var isTooMuch =
                decision.Length - counts[0] + hole.Pixels.Count > bounds.Deferred || counts[hole.Expert] + hole.Pixels.Count > bounds.Upper[hole.Expert];
            if (isTooMuch)
                continue;
            foreach (var pixel in hole.Pixels)
                decision[offset + pixel] = hole.Expert;
            counts[0] -= hole.Pixels.Count;
            counts[hole.Expert] += hole.Pixels.Count;
        }
    }
}
