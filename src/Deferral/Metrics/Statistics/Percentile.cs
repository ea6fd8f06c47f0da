namespace DeferredSeg.Deferral.Metrics.Statistics;

/// <summary>Percentiles that interpolate linearly between the sorted values, as numpy does.</summary>
internal static class Percentile
{
    /// <param name="sorted">Ascending, one value or more.</param>
    /// <param name="share">From 0 to 1.</param>
    public static double Of(ReadOnlySpan<double> sorted, double share)
    {
        var rank = share * (sorted.Length - 1);
        var below = (int)rank;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
    }
}
