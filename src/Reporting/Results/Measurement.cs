using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Reporting.Results;

/// <summary>One rate over seeds or cases.</summary>
/// <param name="Summary">Mean, deviation and count; rates from 0 to 1.</param>
/// <param name="Interval">The interval of the mean; null without one.</param>
public sealed record Measurement(SampleSummary Summary, Interval? Interval = null)
{
    /// <summary>Summarises values, one for each seed or case; NaN is left out.</summary>
    public static Measurement Of(IEnumerable<double> values) => new(SampleSummary.Of([.. values]));
}
