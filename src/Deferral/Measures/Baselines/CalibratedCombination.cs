namespace DeferredSeg.Deferral.Measures.Baselines;

/// <summary>
/// Combines the model's probability with what experts say by Bayes' rule, through each expert's confusion matrix (Kerrigan, Smyth and
/// Steyvers, Combining Human Predictions with Model Probabilities via Confusion Matrices and Calibration, NeurIPS 2021): the posterior
/// of a class goes with the calibrated p(class) · Π_j P(word of expert j | class).
/// </summary>
/// <remarks>
/// It takes the experts to err independently of each other and of the model, given the truth; what they share counts too often.
/// One confusion matrix is used for all pixels of a class. Fitted on pixels that are not evaluated.
/// </remarks>
public sealed record CalibratedCombination
{
    /// <summary>Takes parts that were fitted elsewhere.</summary>
    /// <param name="recalibration">The correction of the model's probabilities; null for none.</param>
    /// <param name="experts">One or more experts.</param>
    /// <exception cref="ArgumentException">There is no expert.</exception>
    public CalibratedCombination(Recalibration? recalibration, IReadOnlyList<ExpertConfusion> experts)
    {
        ArgumentNullException.ThrowIfNull(experts);
        if (experts.Count == 0)
            throw new ArgumentException("There are no experts to combine the model with; expected one or more.", nameof(experts));
        (Recalibration, Experts) = (recalibration, experts);
    }

    /// <summary>The correction of the model's probabilities; null for none.</summary>
    public Recalibration? Recalibration { get; }

    /// <summary>The experts' confusion matrices.</summary>
    public IReadOnlyList<ExpertConfusion> Experts { get; }

    /// <summary>Fits on held-out pixels, those of many images laid end to end.</summary>
    /// <param name="foreground">The model's probability of foreground, from 0 to 1.</param>
    /// <param name="truth">The true mask, 0 or 1, as many pixels.</param>
    /// <param name="experts">One mask an expert, 0 or 1; the experts to be combined, one alone too.</param>
    /// <param name="method">How the model's probabilities are corrected.</param>
    /// <param name="smoothing">Laplace's α of the confusion matrices, positive.</param>
    /// <exception cref="ArgumentException">
    /// The sizes differ or are 0, a mask holds another value, a probability is none, there is no expert, or an option is out of range.
    /// </exception>
    public static CalibratedCombination Fit(
        ReadOnlySpan<double> foreground,
        ReadOnlySpan<byte> truth,
        IReadOnlyList<ReadOnlyMemory<byte>> experts,
        RecalibrationMethod method = RecalibrationMethod.Platt,
        double smoothing = 1
    )
    {
        ProbabilityMap.Require(foreground, truth);
        CaseMasks.RequireBinary(truth, nameof(truth));
        CaseMasks.RequireExperts(experts, truth.Length);
        var confusions = new ExpertConfusion[experts.Count];
        for (var j = 0; j < confusions.Length; j++)
            confusions[j] = ExpertConfusion.Fit(experts[j].Span, truth, smoothing);
        Recalibration? recalibration = method switch
        {
            RecalibrationMethod.Platt => PlattScaling.Fit(foreground, truth),
            RecalibrationMethod.Histogram => HistogramBinning.Fit(foreground, truth),
            RecalibrationMethod.None => null,
            _ => throw new ArgumentOutOfRangeException(nameof(method), method, "Probabilities are recalibrated by Platt, by Histogram or by None."),
        };
        return new(recalibration, confusions);
    }

    /// <summary>Combines an image. A probability of 0 or 1 that no recalibration softens is beyond the experts' word.</summary>
    /// <param name="foreground">The model's probability of foreground, from 0 to 1.</param>
    /// <param name="experts">The masks of the experts that it was fitted with, 0 or 1, in that order.</param>
    /// <exception cref="ArgumentException">
    /// The sizes or the number of experts differ, there is no pixel, a mask holds another value, or a probability is none.
    /// </exception>
    public CombinedMask Apply(ReadOnlySpan<double> foreground, IReadOnlyList<ReadOnlyMemory<byte>> experts)
    {
        ArgumentNullException.ThrowIfNull(experts);
        if (experts.Count != Experts.Count)
            throw new ArgumentException($"There are masks of {experts.Count} experts; the combination was fitted with {Experts.Count}.", nameof(experts));
        ProbabilityMap.Require(foreground);
        var posterior = new double[foreground.Length];
        for (var pixel = 0; pixel < posterior.Length; pixel++)
        {
            var p = Recalibration?.Of(foreground[pixel]) ?? foreground[pixel];
            posterior[pixel] = Math.Log(p / (1 - p));
        }
        for (var j = 0; j < experts.Count; j++)
            Add(experts[j].Span, Experts[j], posterior, j + 1);
        var mask = new byte[posterior.Length];
        for (var pixel = 0; pixel < mask.Length; pixel++)
        {
            mask[pixel] = posterior[pixel] >= 0 ? (byte)1 : (byte)0;
            posterior[pixel] = 1 / (1 + Math.Exp(-posterior[pixel]));
        }
        return new(posterior, mask);
    }

    private static void Add(ReadOnlySpan<byte> mask, ExpertConfusion expert, double[] logits, int channel)
    {
        if (mask.Length != logits.Length)
            throw new ArgumentException(
                $"The {CaseMasks.Expert(channel)} has {mask.Length} pixels, there are {logits.Length} probabilities; both must be of the same image.",
                nameof(mask)
            );
        CaseMasks.RequireBinary(mask, CaseMasks.Expert(channel));
        var (background, foreground) = (expert.Evidence(false), expert.Evidence(true));
        for (var pixel = 0; pixel < mask.Length; pixel++)
            logits[pixel] += mask[pixel] != 0 ? foreground : background;
    }
}

/// <summary>Model and experts combined at every pixel.</summary>
/// <param name="Posterior">The probability of foreground of every pixel, from 0 to 1.</param>
/// <param name="Mask">1 where its logit is 0 or more, so foreground wins a tie as in the model's own mask; otherwise 0.</param>
public sealed record CombinedMask(double[] Posterior, byte[] Mask);

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
