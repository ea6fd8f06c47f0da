namespace DeferredSeg.Reporting.Reports;

/// <summary>A list of sentences, those of a ledger for example.</summary>
/// <param name="Sentences">One for each item; nothing is written where there are none.</param>
public sealed record ListBlock(IReadOnlyList<string> Sentences) : IReportBlock
{
    void IReportBlock.Write(HtmlWriter html)
    {
        if (Sentences.Count == 0)
            return;
        using var list = html.Open("ul");
        foreach (var sentence in Sentences)
            html.Element("li", sentence);
    }
}
