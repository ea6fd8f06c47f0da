namespace DeferredSeg.Reporting.Reports;

/// <summary>A paragraph.</summary>
/// <param name="Text">Its text.</param>
public sealed record ParagraphBlock(string Text) : IReportBlock
{
    void IReportBlock.Write(HtmlWriter html) => html.Element("p", Text);
}
