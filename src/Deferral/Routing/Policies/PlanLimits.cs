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
                BudgetLimit.Apply(decision, margin, expert, bounds.Deferred, policy.BudgetRule);
            if (bindExperts)
            {
                var values = AssignmentValues.Of(preference.Values!, margin, expert);
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
        var grid = RoutingShape.Grid(shape.AsSpan(1));
        List<(int Offset, Hole Hole)> holes = [];
        for (var offset = 0; offset < decision.Length; offset += grid.Count)
        {
            var map = decision.AsSpan(offset, grid.Count);
            if (policy.MinimumRegion > 1)
                SmallRegions.ToModel(map, grid, policy.MinimumRegion, policy.Connectivity);
            if (policy.FillHoles > 0)
                holes.AddRange(Holes.Of(map, grid, policy.FillHoles, policy.Connectivity).Select(hole => (offset, hole)));
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

/// <summary>Which pixels a budget defers: those with the largest margin, among equal ones those with the lower index.</summary>
internal static class BudgetLimit
{
    /// <summary>Changes the decision so that no more pixels are deferred than allowed; by <see cref="BudgetRule.Fill"/> exactly so many.</summary>
    /// <param name="decision">Of each pixel, 0 for the model.</param>
    /// <param name="margin">Of each pixel, none NaN.</param>
    /// <param name="expert">Who gets each pixel if it is deferred.</param>
    /// <param name="deferred">How many, from 0 to the number of pixels.</param>
    /// <param name="rule">What the number means.</param>
    public static void Apply(long[] decision, double[] margin, long[] expert, int deferred, BudgetRule rule)
    {
        double[] sorted = rule == BudgetRule.Fill ? [.. margin] : [.. margin.Where((_, pixel) => decision[pixel] != 0)];
        if (rule == BudgetRule.Cap && sorted.Length <= deferred)
            return;
        Array.Sort(sorted);
        var threshold = deferred == 0 ? double.PositiveInfinity : sorted[^deferred];
        var ties = deferred;
        foreach (var value in sorted)
        {
            if (value > threshold)
                ties--;
        }
        for (var pixel = 0; pixel < decision.Length; pixel++)
        {
            var candidate = rule == BudgetRule.Fill || decision[pixel] != 0;
            var chosen = candidate && (margin[pixel] > threshold || (margin[pixel] == threshold && ties-- > 0));
            decision[pixel] = chosen ? expert[pixel] : 0;
        }
    }
}

/// <summary>
/// What an assignment of pixels to channels adds up: 0 for the model, for expert j the margin plus what j is worth more, or less, than the pixel's best
/// expert.
/// </summary>
/// <remarks>
/// Whole numbers, in units of 2^-56 of the largest value or less, so that sums are exact, nothing depends on the order of additions
/// and equal values stay equal. The unit is a power of two, so that simple fractions lose nothing.
/// </remarks>
internal static class AssignmentValues
{
    /// <summary>Magnitudes stay below 2^57; prices and lengths of paths, some tens of magnitudes at most, then stay within a long.</summary>
    private const int Bits = 56;

    /// <param name="values">float64 <c>[B, C, ...]</c>, the model first.</param>
    /// <param name="margin">Of each pixel.</param>
    /// <param name="expert">The channel that is worth most among the experts.</param>
    /// <returns>By channel, then by pixel.</returns>
    public static long[][] Of(Tensor values, double[] margin, long[] expert)
    {
        var channels = new double[values.shape[1] - 1][];
        using (torch.NewDisposeScope())
        {
            for (var channel = 0; channel < channels.Length; channel++)
                channels[channel] = values.select(1, channel + 1).cpu().flatten().data<double>().ToArray();
        }
        var largest = 0.0;
        for (var pixel = 0; pixel < margin.Length; pixel++)
        {
            var best = channels[expert[pixel] - 1][pixel];
            foreach (var channel in channels)
            {
                // The best by logits may be less by a rounding in values.
                channel[pixel] = margin[pixel] + Math.Min(channel[pixel] - best, 0);
                largest = Math.Max(largest, Math.Abs(channel[pixel]));
            }
        }
        if (!double.IsFinite(largest))
            throw new ArgumentException(
                "The utilities less their costs span more than a double can hold. Look for the layer that made such logits, or scale them down.",
                nameof(values)
            );
        var shift = largest == 0 ? 0 : Bits - Math.ILogB(largest);
        return [new long[margin.Length], .. channels.Select(channel => Array.ConvertAll(channel, value => (long)Math.Round(Math.ScaleB(value, shift))))];
    }
}
