using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Reporting.Evaluations;

/// <summary>Reliability diagrams of several cases as one.</summary>
public static class Reliability
{
    /// <summary>Adds the pixels of equal bins.</summary>
    /// <param name="diagrams">One or more, with the same bins.</param>
    public static Calibration Merged(IEnumerable<Calibration> diagrams)
    {
        var all = diagrams.ToList();
        return new([.. Enumerable.Range(0, all[0].Bins.Count).Select(bin => Merged([.. all.Select(one => one.Bins[bin]).Where(one => one.Count > 0)]))]);
    }

    private static ReliabilityBin Merged(IReadOnlyList<ReliabilityBin> bins)
    {
        var count = bins.Sum(bin => (long)bin.Count);
        if (count == 0)
            return new(0, double.NaN, double.NaN);
        // A diagram's counts are ints; shares stay right where their sum is none.
        return new(
            (int)Math.Min(count, int.MaxValue),
            bins.Sum(bin => bin.Count * bin.MeanConfidence) / count,
            bins.Sum(bin => bin.Count * bin.Frequency) / count
        );
    }
}
