using DeferredSeg.Reporting.Text;

namespace DeferredSeg.Reporting.Tables;

/// <summary>A single number.</summary>
/// <param name="Value">The number, before scaling; NaN where it is not defined.</param>
/// <param name="Format">How it is shown.</param>
public sealed record NumberCell(double Value, NumberFormat Format) : TableCell
{
    /// <inheritdoc/>
    public override string Shown => Format.Text(Value);
}
