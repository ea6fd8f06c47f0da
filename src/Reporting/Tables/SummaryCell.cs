using DeferredSeg.Deferral.Measures;
using DeferredSeg.Reporting.Text;

namespace DeferredSeg.Reporting.Tables;

/// <summary>Mean ± standard deviation, with an interval where there is one: <c>97.06 ± 0.05 [96.90, 97.21]</c>.</summary>
/// <param name="Summary">Mean, deviation and count, before scaling.</param>
/// <param name="Number">How the numbers are shown.</param>
/// <param name="Interval">The interval of the mean; null without one.</param>
public sealed record SummaryCell(SampleSummary Summary, NumberFormat Number, Interval? Interval = null) : TableCell
{
    /// <summary>Whether both ends of the interval are defined.</summary>
    public bool HasInterval => Interval is { } interval && !double.IsNaN(interval.Lower) && !double.IsNaN(interval.Upper);

    internal override string Main =>
        double.IsNaN(Summary.Deviation) ? Number.Text(Summary.Mean) : $"{Number.Text(Summary.Mean)} ± {Number.Text(Summary.Deviation)}";

    internal override string Range => HasInterval ? $" [{Number.Text(Interval!.Lower)}, {Number.Text(Interval.Upper)}]" : "";

    internal override NumberFormat Format => Number;
}
