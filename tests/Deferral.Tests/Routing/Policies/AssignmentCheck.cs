using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Routing.Policies;

namespace DeferredSeg.Deferral.Tests.Routing.Policies;

/// <summary>Whether an assignment of pixels to channels keeps its bounds and is the best that does, by definition.</summary>
internal static class AssignmentCheck
{
    /// <summary>What is added up, by pixel and channel: 0 for the model, minus infinity for who is not there.</summary>
    public static double[][] Values(RoutingPolicy policy, PolicyCase drawn, RoutingParameterisation parameterisation) =>
        [
            .. drawn.Rows.Select(
                (row, pixel) =>
                {
                    var values = NaivePolicy.Values(row, parameterisation, policy.Available, policy.Costs);
                    var (_, margin, expert) = NaivePolicy.Of(values, drawn.PredictorRows[pixel], policy.By, policy.Ties);
                    return values
                        .Select(
                            (value, channel) =>
                                channel == 0 ? 0
                                : double.IsNaN(value) ? double.NegativeInfinity
                                : margin + (value - values[expert])
                        )
                        .ToArray();
                }
            ),
        ];

    public static bool IsFeasible((int Lower, int Upper)[] bounds, int pixels) =>
        bounds.Sum(bound => bound.Lower) <= pixels && bounds.Sum(bound => bound.Upper) >= pixels;

    public static void Within((int Lower, int Upper)[] bounds, long[] decision, string message)
    {
        foreach (var (channel, (lower, upper)) in bounds.Index())
        {
            var count = decision.Count(chosen => chosen == channel);
            Assert.True(lower <= count && count <= upper, $"{message}: channel {channel} has {count}, expected {lower} to {upper}");
        }
    }

    /// <summary>
    /// The most that any cycle of moves gains: between channels one pixel each, and through a pool by whose way a channel gives one up, or takes one, within
    /// its bounds.
    /// </summary>
    public static double LargestGain(double[][] values, long[] decision, (int Lower, int Upper)[] bounds)
    {
        var pool = bounds.Length;
        var gain = new double[pool + 1, pool + 1];
        for (var from = 0; from <= pool; from++)
        {
            for (var to = 0; to <= pool; to++)
                gain[from, to] = from == to ? 0 : double.NegativeInfinity;
        }
        for (var pixel = 0; pixel < decision.Length; pixel++)
        {
            for (var to = 0; to < pool; to++)
                gain[decision[pixel], to] = Math.Max(gain[decision[pixel], to], values[pixel][to] - values[pixel][decision[pixel]]);
        }
        for (var channel = 0; channel < pool; channel++)
        {
            var count = decision.Count(chosen => chosen == channel);
            // Who has room takes a pixel that the next passes on; who has pixels to spare loses one.
            if (count < bounds[channel].Upper)
                gain[channel, pool] = 0;
            if (count > bounds[channel].Lower)
                gain[pool, channel] = 0;
        }
        var longest = (double[,])gain.Clone();
        for (var via = 0; via <= pool; via++)
        {
            for (var from = 0; from <= pool; from++)
            {
                for (var to = 0; to <= pool; to++)
                    longest[from, to] = Math.Max(longest[from, to], longest[from, via] + longest[via, to]);
            }
        }
        return Enumerable.Range(0, pool + 1).Max(node => longest[node, node]);
    }
}
