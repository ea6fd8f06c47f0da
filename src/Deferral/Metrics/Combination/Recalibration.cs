namespace DeferredSeg.Deferral.Metrics.Combination;

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
