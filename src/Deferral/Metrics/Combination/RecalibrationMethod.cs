namespace DeferredSeg.Deferral.Metrics.Combination;

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
