namespace DeferredSeg.Deferral.Metrics.Baselines;

/// <summary>The routing of one who knows the truth; no routing has fewer wrong pixels.</summary>
public static class OracleRouting
{
    /// <summary>
    /// Routes exactly the pixels that the model has wrong and some expert right: to the cheapest of those who are right, of several to the lowest
    /// channel.
    /// </summary>
    /// <remarks>Costs choose among experts; they hold no pixel back. Where a cost is above 1 leaving the pixel wrong would have the smaller risk.</remarks>
    /// <param name="truth">The true label of every pixel.</param>
    /// <param name="model">The model's labels, as many pixels.</param>
    /// <param name="experts">One mask or label map an expert; expert j lies at index j - 1.</param>
    /// <param name="costs">c_j of every expert, 0 or more; empty where asking is free.</param>
    /// <returns>A channel for every pixel: 0 for the model, j for expert j.</returns>
    /// <exception cref="ArgumentException">The sizes differ or are 0, there is no expert, or a cost is negative or not finite.</exception>
    public static int[] Of(
        ReadOnlySpan<byte> truth,
        ReadOnlySpan<byte> model,
        IReadOnlyList<ReadOnlyMemory<byte>> experts,
        ReadOnlySpan<double> costs = default
    )
    {
        CaseMasks.RequireSize(truth.Length, model.Length, nameof(model));
        var decision = BestExperts(truth, experts, costs, out var right);
        for (var pixel = 0; pixel < decision.Length; pixel++)
        {
            if (model[pixel] == truth[pixel] || !right[pixel])
                decision[pixel] = 0;
        }
        return decision;
    }

    /// <summary>The channel of the best expert of every pixel, and whether that expert is right.</summary>
    internal static int[] BestExperts(ReadOnlySpan<byte> truth, IReadOnlyList<ReadOnlyMemory<byte>> experts, ReadOnlySpan<double> costs, out bool[] right)
    {
        CaseMasks.RequireExperts(experts, truth.Length);
        CaseMasks.RequireCosts(costs, experts.Count);
        var best = new int[truth.Length];
        right = new bool[truth.Length];
        foreach (var j in Cheapest(costs, experts.Count))
        {
            var expert = experts[j].Span;
            for (var pixel = 0; pixel < best.Length; pixel++)
            {
                var isRight = expert[pixel] == truth[pixel];
                if (best[pixel] != 0 && (right[pixel] || !isRight))
                    continue;
                (best[pixel], right[pixel]) = (j + 1, isRight);
            }
        }
        return best;
    }

    /// <summary>The indices of the experts, the cheapest first, of several the lowest.</summary>
    private static int[] Cheapest(ReadOnlySpan<double> costs, int experts)
    {
        var paid = costs.IsEmpty ? new double[experts] : costs.ToArray();
        return [.. Enumerable.Range(0, experts).OrderBy(j => paid[j])];
    }
}
