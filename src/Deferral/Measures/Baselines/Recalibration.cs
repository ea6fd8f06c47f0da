namespace DeferredSeg.Deferral.Measures.Baselines;

/// <summary>A correction of probabilities, fitted where the truth is known and applied where it is not.</summary>
public abstract record Recalibration
{
    /// <summary>The corrected probability, from 0 to 1.</summary>
    /// <param name="probability">From 0 to 1; not checked again.</param>
    public abstract double Of(double probability);

    /// <summary>Corrects every probability of an image.</summary>
    /// <param name="probabilities">From 0 to 1.</param>
    /// <exception cref="ArgumentException">There is none, or a value is no probability.</exception>
    public double[] Apply(ReadOnlySpan<double> probabilities)
    {
        ProbabilityMap.Require(probabilities);
        var corrected = new double[probabilities.Length];
        for (var pixel = 0; pixel < corrected.Length; pixel++)
            corrected[pixel] = Of(probabilities[pixel]);
        return corrected;
    }
}

/// <summary>How the model's probabilities are corrected before they are combined with experts.</summary>
public enum RecalibrationMethod
{
    /// <summary>By <see cref="PlattScaling"/>.</summary>
    Platt,

    /// <summary>By <see cref="HistogramBinning"/>.</summary>
    Histogram,

    /// <summary>Not at all.</summary>
    None,
}

/// <summary>Recalibration by a sigmoid of the logit (Platt, 1999): sigmoid(slope · logit p + offset), p kept from 1e-12 to 1 - 1e-12.</summary>
/// <param name="Slope">Above 1 sharpens, below 1 flattens; 1 over the temperature of temperature scaling.</param>
/// <param name="Offset">In logits.</param>
public sealed record PlattScaling(double Slope, double Offset) : Recalibration
{
    private const double Margin = 1e-12;
    private const int MaxIterations = 100;

    /// <summary>
    /// Maximises the likelihood by Newton's method with a line search (Lin, Lin and Weng, 2007) on Platt's smoothed targets
    /// (P + 1) / (P + 2) for foreground and 1 / (N + 2) for background, so that separable pixels have a finite optimum too.
    /// </summary>
    /// <param name="probabilities">The probability of foreground of every held-out pixel, from 0 to 1.</param>
    /// <param name="truth">As many pixels, zero is background.</param>
    /// <exception cref="ArgumentException">The sizes differ or are 0, or a value is no probability.</exception>
    public static PlattScaling Fit(ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> truth)
    {
        ProbabilityMap.Require(probabilities, truth);
        var logits = new double[truth.Length];
        var targets = new double[truth.Length];
        var positives = 0L;
        foreach (var value in truth)
            positives += value != 0 ? 1 : 0;
        var negatives = truth.Length - positives;
        for (var pixel = 0; pixel < logits.Length; pixel++)
        {
            logits[pixel] = Logit(probabilities[pixel]);
            targets[pixel] = truth[pixel] != 0 ? (positives + 1.0) / (positives + 2) : 1.0 / (negatives + 2);
        }
        return Maximise(new(0, Math.Log((positives + 1.0) / (negatives + 1))), logits, targets);
    }

    /// <inheritdoc/>
    public override double Of(double probability) => 1 / (1 + Math.Exp(-(Slope * Logit(probability) + Offset)));

    private static PlattScaling Maximise(PlattScaling current, double[] logits, double[] targets)
    {
        var loss = current.Loss(logits, targets);
        for (var iteration = 0; iteration < MaxIterations; iteration++)
        {
            var (slope, offset, decrease) = current.NewtonStep(logits, targets);
            var step = 1.0;
            var next = current;
            var nextLoss = loss;
            for (; step >= 1e-10; step /= 2)
            {
                next = new(current.Slope + step * slope, current.Offset + step * offset);
                nextLoss = next.Loss(logits, targets);
                if (nextLoss <= loss - 1e-4 * step * decrease)
                    break;
            }
            // No step helps any more: the rest is rounding.
            if (step < 1e-10)
                return current;
            var settled = loss - nextLoss <= 1e-14 * Math.Max(1, Math.Abs(loss));
            (current, loss) = (next, nextLoss);
            if (settled)
                return current;
        }
        return current;
    }

    /// <summary>The step to the minimum of the parabola that fits here, and how steeply the mean loss falls along it.</summary>
    private (double Slope, double Offset, double Decrease) NewtonStep(double[] logits, double[] targets)
    {
        double g1 = 0,
            g2 = 0,
            h11 = 0,
            h12 = 0,
            h22 = 0;
        for (var pixel = 0; pixel < logits.Length; pixel++)
        {
            var x = logits[pixel];
            var p = 1 / (1 + Math.Exp(-(Slope * x + Offset)));
            var (error, weight) = (p - targets[pixel], p * (1 - p));
            g1 += error * x;
            g2 += error;
            h11 += weight * x * x;
            h12 += weight * x;
            h22 += weight;
        }
        // Without the ridge equal logits would leave a whole line of optima.
        var ridge = 1e-12 * logits.Length;
        (h11, h22) = (h11 + ridge, h22 + ridge);
        var determinant = h11 * h22 - h12 * h12;
        var (slope, offset) = (-(h22 * g1 - h12 * g2) / determinant, -(h11 * g2 - h12 * g1) / determinant);
        return (slope, offset, -(g1 * slope + g2 * offset) / logits.Length);
    }

    /// <summary>The mean cross-entropy in nats, without overflow.</summary>
    private double Loss(double[] logits, double[] targets)
    {
        var sum = 0.0;
        for (var pixel = 0; pixel < logits.Length; pixel++)
        {
            var z = Slope * logits[pixel] + Offset;
            sum += Math.Max(z, 0) - z * targets[pixel] + Math.Log(1 + Math.Exp(-Math.Abs(z)));
        }
        return sum / logits.Length;
    }

    private static double Logit(double probability)
    {
        var kept = Math.Clamp(probability, Margin, 1 - Margin);
        return Math.Log(kept / (1 - kept));
    }
}

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
