namespace DeferredSeg.Deferral.Metrics.Combination;

/// <summary>Recalibration by the frequency of foreground in each bin of equal width (Zadrozny and Elkan, 2001).</summary>
public sealed record HistogramBinning : Recalibration
{
    private readonly double?[] _values;

    private HistogramBinning(double?[] values) => _values = values;

    /// <summary>The probability that each bin stands for, (foreground + 1) / (pixels + 2); null for a bin without pixels, which changes nothing.</summary>
    public IReadOnlyList<double?> Values => _values;

    /// <summary>Counts the bins of <see cref="BinRule.EqualWidth"/>.</summary>
    /// <param name="probabilities">The probability of foreground of every held-out pixel, from 0 to 1.</param>
    /// <param name="truth">As many pixels, zero is background.</param>
    /// <param name="bins">How many bins, 1 or more.</param>
    /// <exception cref="ArgumentException">The sizes differ or are 0, a value is no probability, or there is no bin.</exception>
    public static HistogramBinning Fit(ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> truth, int bins = Calibration.DefaultBins)
    {
        ProbabilityMap.Require(probabilities, truth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        var pixels = new long[bins];
        var foreground = new long[bins];
        for (var pixel = 0; pixel < truth.Length; pixel++)
        {
            var bin = ReliabilityBins.Place(probabilities[pixel], bins);
            pixels[bin]++;
            if (truth[pixel] != 0)
                foreground[bin]++;
        }
        return new([.. pixels.Select((count, bin) => count == 0 ? null : (double?)(foreground[bin] + 1) / (count + 2))]);
    }

    /// <inheritdoc/>
    public override double Of(double probability) => _values[ReliabilityBins.Place(probability, _values.Length)] ?? probability;
}
