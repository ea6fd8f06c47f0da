using DeferredSeg.Reporting.Charts;

namespace DeferredSeg.Reporting.Reports;

/// <summary>Charts, beside each other where there is room.</summary>
/// <param name="Charts">In order.</param>
public sealed record ChartsBlock(IReadOnlyList<IChart> Charts) : IReportBlock
{
    void IReportBlock.Write(HtmlWriter html)
    {
        using var row = html.Open("div", ("class", "charts"));
        foreach (var chart in Charts)
        {
            using var figure = html.Open("figure");
            html.Element("figcaption", chart.Title);
            chart.Draw(html);
        }
    }
}
