namespace DeferredSeg.Reporting.Reports;

/// <summary>Several cases below each other, small, with one legend for all: what a reader sees first.</summary>
/// <param name="Panels">The cases, each drawn with the same experts.</param>
public sealed record CaseGallery(IReadOnlyList<CasePanel> Panels) : IReportBlock
{
    void IReportBlock.Write(HtmlWriter html)
    {
        CasePanel.WriteLegend(html, [.. Panels.SelectMany(panel => panel.Legend).Distinct()]);
        foreach (var panel in Panels)
        {
            using var article = html.Open("article", ("class", "row"));
            using (html.Open("div"))
            {
                html.Element("h3", panel.Title);
                FactsBlock.Write(html, panel.Numbers);
            }
            panel.WritePictures(html);
        }
    }
}
