namespace DeferredSeg.Deferral.Metrics.Combination;

/// <summary>An expert's confusion matrix of two classes.</summary>
public sealed record ExpertConfusion
{
    /// <summary>Takes rates that were estimated elsewhere.</summary>
    /// <param name="sensitivity">Between 0 and 1, both excluded: an expert who is never wrong would overrule any evidence.</param>
    /// <param name="specificity">Likewise.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate is not between 0 and 1.</exception>
    public ExpertConfusion(double sensitivity, double specificity)
    {
        if (!(sensitivity > 0 && sensitivity < 1))
            throw new ArgumentOutOfRangeException(nameof(sensitivity), sensitivity, "The sensitivity of an expert is between 0 and 1, both excluded.");
        if (!(specificity > 0 && specificity < 1))
            throw new ArgumentOutOfRangeException(nameof(specificity), specificity, "The specificity of an expert is between 0 and 1, both excluded.");
        (Sensitivity, Specificity) = (sensitivity, specificity);
    }

    /// <summary>P(the expert says foreground | it is foreground).</summary>
    public double Sensitivity { get; }

    /// <summary>P(the expert says background | it is background).</summary>
    public double Specificity { get; }

    /// <summary>
    /// Counts an expert against the truth on held-out pixels: (right + α) / (pixels + 2α) for either class, a half where a class has no pixels.
    /// </summary>
    /// <param name="mask">The expert's mask, 0 or 1.</param>
    /// <param name="truth">The true mask, 0 or 1, as many pixels.</param>
    /// <param name="smoothing">Laplace's α, positive: how many pixels of each kind are taken as seen before.</param>
    /// <exception cref="ArgumentException">The sizes differ or are 0, a mask holds another value, or α is not positive and finite.</exception>
    public static ExpertConfusion Fit(ReadOnlySpan<byte> mask, ReadOnlySpan<byte> truth, double smoothing = 1)
    {
        CaseMasks.RequireSize(truth.Length, mask.Length, nameof(mask));
        CaseMasks.RequireBinary(mask, nameof(mask));
        CaseMasks.RequireBinary(truth, nameof(truth));
        if (!(smoothing > 0 && double.IsFinite(smoothing)))
            throw new ArgumentOutOfRangeException(nameof(smoothing), smoothing, "Laplace's smoothing is a positive number of pixels, usually 1.");
        var overlap = Overlap.Between(mask, truth);
        return new(
            (overlap.TruePositives + smoothing) / (overlap.TruePositives + overlap.FalseNegatives + 2 * smoothing),
            (overlap.TrueNegatives + smoothing) / (overlap.TrueNegatives + overlap.FalsePositives + 2 * smoothing)
        );
    }

    /// <summary>What the expert's word adds to the logit of foreground: ln P(word | foreground) - ln P(word | background).</summary>
    /// <param name="foreground">Whether the expert says foreground.</param>
    public double Evidence(bool foreground) => foreground ? Math.Log(Sensitivity / (1 - Specificity)) : Math.Log((1 - Sensitivity) / Specificity);
}
