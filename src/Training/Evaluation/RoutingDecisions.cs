using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Routing.Policies;

namespace DeferredSeg.Training.Evaluation;

/// <summary>Who answers the measured pixels of a case under a policy.</summary>
/// <param name="Decision">A channel for every measured pixel, for each routing.</param>
/// <param name="Preferred">The expert whom the router prefers there, from 1, also where the model keeps the pixel.</param>
internal sealed record RoutingDecisions(IReadOnlyList<long[]> Decision, IReadOnlyList<long[]> Preferred)
{
    /// <summary>Decides. Shares are of the measured pixels; where an expert gave no answer the model keeps the pixel.</summary>
    public static RoutingDecisions Of(GridOutput output, SeenPixels seen, RoutingPolicy policy, RoutingParameterisation parameterisation, IReadOnlyList<byte[]> answered)
    {
        using var scope = NewDisposeScope();
        var routing = output.Routing!;
        var routings = (int)routing.shape[0];
        // Regions need the image; without them the pixels alone are decided, so that a budget is a share of them.
        var isMap = policy.MinimumRegion > 1 || policy.FillHoles > 0;
        var whole = (long)seen.Height * seen.Width;
        if (isMap && policy.Budget is { } budget) policy = policy with { Budget = budget * seen.Count / whole };
        var logits = isMap ? Kept(routing, seen) : seen.Of(routing);
        var predictor = output.Predictor is null ? null : (isMap ? output.Predictor : seen.Of(output.Predictor)).expand([routings, 1, .. logits.shape[2..]]);
        var plan = policy.Decide(logits, parameterisation, predictor);
        var decisions = new long[routings][];
        var preferred = new long[routings][];
        for (var r = 0; r < routings; r++)
        {
            decisions[r] = Values(plan.Decision, r);
            preferred[r] = Values(plan.Expert, r);
            for (var pixel = 0; pixel < seen.Count; pixel++)
            {
                if (decisions[r][pixel] > 0 && answered[(int)decisions[r][pixel] - 1][pixel] == 0) decisions[r][pixel] = 0;
                // Nobody is there to prefer where all are away.
                if (preferred[r][pixel] == 0) preferred[r][pixel] = 1;
            }
        }
        return new(decisions, preferred);

        long[] Values(Tensor map, int r)
        {
            var values = map[r].contiguous().data<long>().ToArray();
            return isMap ? seen.Of<long>(values) : values;
        }
    }

    /// <summary>Routing that leaves everything outside of the field of view to the model.</summary>
    private static Tensor Kept(Tensor routing, SeenPixels seen)
    {
        var inside = new byte[seen.Count];
        inside.AsSpan().Fill(1);
        var outside = tensor(seen.Plane<byte>(inside, 0), [seen.Height, seen.Width], ScalarType.Byte).eq(0);
        var kept = routing.clone();
        kept.slice(1, 1, kept.shape[1], 1).masked_fill_(outside, double.NegativeInfinity);
        return kept;
    }
}
