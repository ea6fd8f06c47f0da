namespace DeferredSeg.Reporting.Reports;

/// <summary>Text as it is, with its line ends: a configuration or a log.</summary>
/// <param name="Text">The text.</param>
public sealed record TextBlock(string Text) : IReportBlock
{
    void IReportBlock.Write(HtmlWriter html)
    {
        // A reader with a keyboard has to reach what scrolls.
        html.Element("pre", Text, ("tabindex", "0"));
    }
}
