namespace DeferredSeg.Deferral.Metrics.Statistics;

/// <summary>A mean over cases with the uncertainty that the choice of patients leaves.</summary>
/// <param name="Estimate">The mean of the defined values of all cases; NaN without any.</param>
/// <param name="Lower">The lower end of the interval; NaN if fewer than two patients have a defined value.</param>
/// <param name="Upper">The upper end; likewise.</param>
/// <param name="Level">The share of intervals that are to hold the true mean, between 0 and 1.</param>
/// <param name="Cases">Cases with a defined value.</param>
/// <param name="Undefined">Cases that were left out, their value being NaN.</param>
/// <param name="Patients">Patients with a defined value.</param>
public sealed record Interval(double Estimate, double Lower, double Upper, double Level, int Cases, int Undefined, int Patients)
{
    /// <summary>
    /// Whether the interval lies wholly above or wholly below a value; false where there is none. For a difference, 0 is the value to exclude.
    /// </summary>
    public bool Excludes(double value) => Lower > value || Upper < value;
}
