namespace DeferredSeg.Deferral.Measures.Baselines;

/// <summary>The routing of one who knows the truth; no routing has fewer wrong pixels.</summary>
public static class OracleRouting
{
    /// <summary>
    /// Routes exactly the pixels where some expert mends more classes than they spoil: to who mends most, of several to the cheapest, and of
    /// several equally cheap to the lowest channel. Of one class: what the model has wrong and some expert right.
    /// </summary>
    /// <remarks>Costs choose among experts; they hold no pixel back. Where a cost is above 1 leaving the pixel wrong would have the smaller risk.</remarks>
    /// <param name="maps">The classes that share the routing.</param>
    /// <param name="costs">c_j of every expert, 0 or more; empty where asking is free.</param>
    /// <returns>A channel for every pixel: 0 for the model, j for expert j.</returns>
    /// <exception cref="ArgumentException">There is no expert, or a cost is negative or not finite.</exception>
    public static long[] Of(IReadOnlyList<LabelMap> maps, IReadOnlyList<double> costs)
    {
        ArgumentNullException.ThrowIfNull(maps);
        CaseMasks.RequireExperts(maps[0].Experts, maps[0].Pixels);
        CaseMasks.RequireCosts([.. costs], maps[0].Experts.Count);
        var order = Cheapest(costs, maps[0].Experts.Count);
        var best = new long[maps[0].Pixels];
        for (var pixel = 0; pixel < best.Length; pixel++)
        {
            var most = 0;
            foreach (var j in order)
            {
                var mended = 0;
                foreach (var map in maps)
                    mended += map.Gain(pixel, map.Experts[j].Span[pixel]);
                if (mended > most)
                    (best[pixel], most) = (j + 1, mended);
            }
        }
        return best;
    }

    /// <summary>The indices of the experts, the cheapest first, of several the lowest.</summary>
    internal static int[] Cheapest(IReadOnlyList<double> costs, int experts) => [.. Enumerable.Range(0, experts).OrderBy(j => costs.Count == 0 ? 0 : costs[j])];
}
