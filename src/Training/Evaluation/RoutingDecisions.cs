using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Deferral.Routing.Policies;

namespace DeferredSeg.Training.Evaluation;

/// <summary>Who answers the measured pixels of a case under a policy.</summary>
/// <param name="Decision">A channel for every measured pixel, for each routing.</param>
/// <param name="Preferred">The expert whom the router prefers there, from 1, also where the model keeps the pixel.</param>
internal sealed record RoutingDecisions(IReadOnlyList<long[]> Decision, IReadOnlyList<long[]> Preferred)
{
    /// <summary>Decides. Shares are of the measured pixels; where an expert gave no answer the model keeps the pixel.</summary>
    public static RoutingDecisions Of(
        GridOutput output,
        SeenPixels seen,
        RoutingPolicy policy,
        RoutingParameterisation parameterisation,
        IReadOnlyList<byte[]> answered
    )
    {
        using var scope = NewDisposeScope();
        var routings = (int)output.Routing!.shape[0];
        var plan = policy.DecideWithin(output.Routing, parameterisation, output.Predictor, output.Case.FieldOfView?.Values);
        var decisions = new long[routings][];
        var preferred = new long[routings][];
        ReadOnlyMemory<byte>[] there = [.. answered.Select(plane => new ReadOnlyMemory<byte>(plane))];
        for (var r = 0; r < routings; r++)
        {
            decisions[r] = Fusion.Settled(Values(plan.Decision, r), there);
            preferred[r] = Values(plan.Expert, r);
            for (var pixel = 0; pixel < seen.Count; pixel++)
            {
                // Nobody is there to prefer where all are away.
                if (preferred[r][pixel] == 0)
                    preferred[r][pixel] = 1;
            }
        }
        return new(decisions, preferred);

        long[] Values(Tensor map, int r) => seen.Of<long>(map[r].contiguous().data<long>().ToArray());
    }
}
