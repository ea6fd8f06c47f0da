using DeferredSeg.Reporting.Text;

namespace DeferredSeg.Reporting.Tables;

/// <summary>A single number.</summary>
/// <param name="Value">The number, before scaling; NaN where it is not defined.</param>
/// <param name="Number">How it is shown.</param>
public sealed record NumberCell(double Value, NumberFormat Number) : TableCell
{
    internal override string Main => Number.Text(Value);

    internal override NumberFormat Format => Number;
}
