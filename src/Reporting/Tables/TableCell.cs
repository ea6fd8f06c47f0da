using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Reporting.Tables;

/// <summary>One cell of a <see cref="ResultTable"/>: a <see cref="TextCell"/>, a <see cref="NumberCell"/> or a <see cref="SummaryCell"/>.</summary>
public abstract record TableCell
{
    private protected TableCell() { }

    /// <summary>Whether it is the best value of its row, which people see in bold.</summary>
    public bool IsBest { get; init; }

    /// <summary>The cell as people read it, without its unit.</summary>
    public string Shown => Main + Range;

    /// <summary>The cell's value, without its interval.</summary>
    internal abstract string Main { get; }

    /// <summary>The interval in brackets, after a space; empty without one.</summary>
    internal virtual string Range => "";

    /// <summary>How its number is shown; null for a word.</summary>
    internal virtual NumberFormat? Format => null;
}

/// <summary>A word.</summary>
/// <param name="Text">Any text.</param>
public sealed record TextCell(string Text) : TableCell
{
    internal override string Main => Text;
}

/// <summary>A single number.</summary>
/// <param name="Value">The number, before scaling; NaN where it is not defined.</param>
/// <param name="Number">How it is shown.</param>
public sealed record NumberCell(double Value, NumberFormat Number) : TableCell
{
    internal override string Main => Number.Text(Value);

    internal override NumberFormat Format => Number;
}

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
