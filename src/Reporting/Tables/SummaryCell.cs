using DeferredSeg.Deferral.Metrics.Statistics;
using DeferredSeg.Reporting.Text;

namespace DeferredSeg.Reporting.Tables;

/// <summary>Mean ± standard deviation, with an interval where there is one.</summary>
/// <param name="Summary">Mean, deviation and count, before scaling.</param>
/// <param name="Format">How the numbers are shown.</param>
/// <param name="Interval">The interval of the mean; null without one.</param>
public sealed record SummaryCell(SampleSummary Summary, NumberFormat Format, Interval? Interval = null) : TableCell
{
    /// <summary>For example <c>97.06 ± 0.05 [96.90, 97.21]</c>; without a deviation or an interval these are left out.</summary>
    public override string Shown => Mean + Range;

    /// <summary>Whether both ends of the interval are defined.</summary>
    public bool HasInterval => Interval is { } interval && !double.IsNaN(interval.Lower) && !double.IsNaN(interval.Upper);

    internal string Mean => double.IsNaN(Summary.Deviation) ? Format.Text(Summary.Mean) : $"{Format.Text(Summary.Mean)} ± {Format.Text(Summary.Deviation)}";

    internal string Range => HasInterval ? $" [{Format.Text(Interval!.Lower)}, {Format.Text(Interval.Upper)}]" : "";
}
