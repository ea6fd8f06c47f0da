namespace DeferredSeg.Deferral.Measures;

/// <summary>
/// How well probabilities fit what came true (Guo et al., On Calibration of Modern Neural Networks, 2017): a reliability diagram and its errors.
/// </summary>
public sealed record Calibration
{
    /// <summary>The usual number of bins.</summary>
    public const int DefaultBins = 15;

    /// <summary>Takes bins that were filled elsewhere.</summary>
    /// <param name="bins">By ascending probability.</param>
    /// <exception cref="ArgumentException">There is no bin, none has a pixel, or one has a negative number of them.</exception>
    public Calibration(IReadOnlyList<ReliabilityBin> bins)
    {
        ArgumentNullException.ThrowIfNull(bins);
        for (var bin = 0; bin < bins.Count; bin++)
        {
            if (bins[bin].Count < 0)
                throw new ArgumentException($"Bin {bin} has {bins[bin].Count} pixels; expected 0 or more.", nameof(bins));
        }
        if (bins.All(bin => bin.Count == 0))
            throw new ArgumentException($"There are {bins.Count} bins without a single pixel; an error of calibration needs one pixel at least.", nameof(bins));
        Bins = bins;
    }

    /// <summary>The bins, by ascending probability; as many as asked for, empty ones included. At least one has pixels.</summary>
    public IReadOnlyList<ReliabilityBin> Bins { get; }

    /// <summary>ECE: the gap of the bins, weighed by their pixels; from 0 to 1.</summary>
    public double ExpectedError
    {
        get
        {
            var pixels = Bins.Sum(bin => (long)bin.Count);
            return Bins.Sum(bin => bin.Count * bin.Gap) / pixels;
        }
    }

    /// <summary>MCE: the largest gap of any bin with pixels; from 0 to 1.</summary>
    public double MaximumError => Bins.Max(bin => bin.Gap);

    /// <summary>
    /// The adaptive ECE: neighbouring bins are put together until each holds about as many pixels, so that what all pixels of a mask crowd into, near 0 and 1,
    /// counts no less finely than the rest. As fine as these bins are.
    /// </summary>
    /// <param name="bins">How many bins are left at most.</param>
    public double AdaptiveError(int bins = DefaultBins)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        var all = Bins.Sum(bin => (long)bin.Count);
        var (error, before) = (0.0, 0L);
        var (count, stated, came) = (0L, 0.0, 0.0);
        for (var i = 0; i < Bins.Count; i++)
        {
            if (Bins[i].Count > 0)
            {
                count += Bins[i].Count;
                stated += Bins[i].Count * Bins[i].MeanConfidence;
                came += Bins[i].Count * Bins[i].Frequency;
            }
            // The next bin begins where an equal share of all pixels is reached.
            if (count == 0 || (i < Bins.Count - 1 && (before + count) * bins / all == before * bins / all))
                continue;
            error += Math.Abs(stated - came) / all;
            (before, count, stated, came) = (before + count, 0, 0, 0);
        }
        return error + Math.Abs(stated - came) / all;
    }

    /// <summary>Confidence against accuracy: max(p, 1 - p) of every pixel, and whether p &gt;= 0.5 is the true class.</summary>
    /// <remarks>Never below 0.5, so that half of the bins of equal width stay empty. Easy background dominates it.</remarks>
    /// <param name="probabilities">The probability of foreground of every pixel, from 0 to 1.</param>
    /// <param name="truth">As many pixels, zero is background.</param>
    /// <param name="bins">How many bins, 1 or more.</param>
    /// <param name="rule">How they are filled.</param>
    /// <exception cref="ArgumentException">The sizes differ or are 0, a value is no probability, or there is no bin or no such rule.</exception>
    public static Calibration OfConfidence(
        ReadOnlySpan<double> probabilities,
        ReadOnlySpan<byte> truth,
        int bins = DefaultBins,
        BinRule rule = BinRule.EqualWidth
    )
    {
        ProbabilityMap.Require(probabilities, truth);
        var confidences = new double[truth.Length];
        var correct = new bool[truth.Length];
        for (var pixel = 0; pixel < truth.Length; pixel++)
        {
            confidences[pixel] = Math.Max(probabilities[pixel], 1 - probabilities[pixel]);
            correct[pixel] = probabilities[pixel] >= 0.5 == (truth[pixel] != 0);
        }
        return new(ReliabilityBins.Of(confidences, correct, bins, rule));
    }

    /// <summary>Probability against frequency: p of every pixel, and whether it is true foreground.</summary>
    /// <inheritdoc cref="OfConfidence" path="/param|/exception"/>
    public static Calibration OfForeground(
        ReadOnlySpan<double> probabilities,
        ReadOnlySpan<byte> truth,
        int bins = DefaultBins,
        BinRule rule = BinRule.EqualWidth
    )
    {
        ProbabilityMap.Require(probabilities, truth);
        return Of(probabilities, truth, bins, rule);
    }

    /// <summary>Probability against frequency of any event, for example that an expert is right about a pixel (<see cref="Correctness"/>).</summary>
    /// <param name="probabilities">The probability of the event at every pixel, from 0 to 1.</param>
    /// <param name="cameTrue">As many pixels, zero where the event did not happen.</param>
    /// <param name="bins">How many bins, 1 or more.</param>
    /// <param name="rule">How they are filled.</param>
    /// <exception cref="ArgumentException">The sizes differ or are 0, a value is no probability, or there is no bin or no such rule.</exception>
    public static Calibration OfEvents(
        ReadOnlySpan<double> probabilities,
        ReadOnlySpan<byte> cameTrue,
        int bins = DefaultBins,
        BinRule rule = BinRule.EqualWidth
    )
    {
        ProbabilityMap.Require(probabilities, cameTrue, "outcomes");
        return Of(probabilities, cameTrue, bins, rule);
    }

    private static Calibration Of(ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> cameTrue, int bins, BinRule rule)
    {
        var events = new bool[cameTrue.Length];
        for (var pixel = 0; pixel < events.Length; pixel++)
            events[pixel] = cameTrue[pixel] != 0;
        return new(ReliabilityBins.Of(probabilities.ToArray(), events, bins, rule));
    }
}

/// <summary>One bar of a reliability diagram.</summary>
/// <param name="Count">Pixels in the bin.</param>
/// <param name="MeanConfidence">The mean of their probabilities, from 0 to 1; NaN if the bin is empty.</param>
/// <param name="Frequency">The share of them for which the event came true, from 0 to 1; NaN if the bin is empty.</param>
public readonly record struct ReliabilityBin(int Count, double MeanConfidence, double Frequency)
{
    /// <summary>How far confidence and frequency are apart, from 0 to 1; 0 if the bin is empty.</summary>
    public double Gap => Count == 0 ? 0 : Math.Abs(MeanConfidence - Frequency);
}

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

/// <summary>How probabilities are gathered into M bins.</summary>
public enum BinRule
{
    /// <summary>Bin k of M holds (k/M, (k+1)/M], and the first also 0; some bins may stay empty.</summary>
    EqualWidth,

    /// <summary>
    /// Each bin holds an M-th of the values in ascending order. Equal values stay together, in the bin of the first of them, so the
    /// order of the pixels does not matter; many equal values make bins uneven or empty.
    /// </summary>
    EqualMass,
}
