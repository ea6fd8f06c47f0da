namespace DeferredSeg.Reporting.Reports;

/// <summary>Names with their values.</summary>
/// <param name="Facts">In order; nothing is written where there are none.</param>
public sealed record FactsBlock(IReadOnlyList<ReportFact> Facts) : IReportBlock
{
    void IReportBlock.Write(HtmlWriter html) => Write(html, Facts);

    internal static void Write(HtmlWriter html, IReadOnlyList<ReportFact> facts)
    {
        if (facts.Count == 0)
            return;
        using var list = html.Open("dl", ("class", "facts"));
        foreach (var fact in facts)
        {
            using var pair = html.Open("div");
            html.Element("dt", fact.Name);
            html.Element("dd", fact.Value);
        }
    }
}
