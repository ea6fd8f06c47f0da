namespace DeferredSeg.Reporting.Tables;

/// <summary>A word.</summary>
/// <param name="Text">Any text.</param>
public sealed record TextCell(string Text) : TableCell
{
    internal override string Main => Text;
}
