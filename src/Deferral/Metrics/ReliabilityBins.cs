namespace DeferredSeg.Deferral.Metrics;

/// <summary>Gathers events and their probabilities into bins.</summary>
internal static class ReliabilityBins
{
    public static ReliabilityBin[] Of(double[] confidences, bool[] cameTrue, int bins, BinRule rule)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        var places = rule switch
        {
            BinRule.EqualWidth => Array.ConvertAll(confidences, confidence => Place(confidence, bins)),
            BinRule.EqualMass => ByRank(confidences, bins),
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "Bins are of EqualWidth or of EqualMass."),
        };
        var counts = new int[bins];
        var sums = new double[bins];
        var hits = new int[bins];
        for (var i = 0; i < places.Length; i++)
        {
            counts[places[i]]++;
            sums[places[i]] += confidences[i];
            if (cameTrue[i])
                hits[places[i]]++;
        }
        // 0/0 is NaN, which is what an empty bin has to say.
        return [.. Enumerable.Range(0, bins).Select(bin => new ReliabilityBin(counts[bin], sums[bin] / counts[bin], (double)hits[bin] / counts[bin]))];
    }

    /// <summary>The bin of equal width: k for (k/M, (k+1)/M], and 0 for 0.</summary>
    public static int Place(double confidence, int bins) => Math.Clamp((int)Math.Ceiling(bins * confidence) - 1, 0, bins - 1);

    private static int[] ByRank(double[] confidences, int bins)
    {
        int[] order = [.. Enumerable.Range(0, confidences.Length)];
        var sorted = (double[])confidences.Clone();
        Array.Sort(sorted, order);
        var places = new int[order.Length];
        for (var rank = 0; rank < order.Length; rank++)
        {
            var together = rank > 0 && sorted[rank] == sorted[rank - 1];
            places[order[rank]] = together ? places[order[rank - 1]] : (int)((long)rank * bins / order.Length);
        }
        return places;
    }
}
