using DeferredSeg.Deferral.Metrics;

namespace DeferredSeg.Training.Evaluation;

/// <summary>What one policy came to in one case.</summary>
/// <param name="Policy">Which.</param>
/// <param name="Classes">The counts of every class that is measured.</param>
/// <param name="Deferred">The share of pixels that went to experts, 0 to 1.</param>
/// <param name="Cost">What they cost, per pixel of the image, in units of one wrong pixel.</param>
public sealed record PolicyResult(PolicyKey Policy, IReadOnlyList<Overlap> Classes, double Deferred, double Cost)
{
    /// <summary>The rates, meaned over classes.</summary>
    /// <param name="convention">What 0/0 is worth.</param>
    public OverlapRates Rates(EmptyMasks convention) => OverlapRates.Mean([.. Classes.Select(one => one.Rates(convention))]);

    /// <summary>The 0-1 deferral risk of Eq. 1 with costs, meaned over classes: wrong pixels and cost, per pixel.</summary>
    public double Risk => Classes.Average(one => (double)one.Errors / one.Pixels) + Cost;
}
