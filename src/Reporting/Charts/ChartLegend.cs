using System.Globalization;
using DeferredSeg.Reporting.Reports;

namespace DeferredSeg.Reporting.Charts;

/// <summary>What the lines, bands and marks of a chart are, as a list below it.</summary>
internal static class ChartLegend
{
    public static void Write(HtmlWriter html, LineChart chart)
    {
        using var list = html.Open("ul", ("class", "legend"));
        foreach (var (place, series) in chart.Series.Index())
            Item(
                html,
                series.Name,
                () =>
                {
                    html.Void("path", ("class", SeriesStyle.Class(place)), ("stroke-dasharray", SeriesStyle.Dashes(place)), ("d", "M0 7H36"));
                    SeriesStyle.Point(html, place, 18, 7);
                }
            );
        foreach (var band in chart.Bands ?? [])
            Item(html, band.Name, () => ChartFrame.Rectangle(html, "band", 0, 1, 36, 12));
        foreach (var (number, mark) in (chart.Marks ?? []).Where(mark => mark.Point.IsFinite).Index())
            Item(
                html,
                $"{mark.Name}: {LineChart.Short(mark.Point.Y)} at {LineChart.Short(mark.Point.X)}",
                () =>
                {
                    html.Void("circle", ("class", "mark"), ("cx", "18"), ("cy", "7"), ("r", "6.5"));
                    ChartFrame.Text(html, (number + 1).ToString(CultureInfo.InvariantCulture), 18, 11, "middle", "mark-number");
                }
            );
    }

    private static void Item(HtmlWriter html, string name, Action draw)
    {
        using var item = html.Open("li");
        using (html.Open("svg", ("viewBox", "0 0 36 14"), ("width", "36"), ("height", "14"), ("aria-hidden", "true")))
            draw();
        html.Element("span", name);
    }
}
