namespace DeferredSeg.Reporting.Tables;

/// <summary>A word.</summary>
/// <param name="Text">Any text.</param>
public sealed record TextCell(string Text) : TableCell
{
    /// <inheritdoc/>
    public override string Shown => Text;
}
