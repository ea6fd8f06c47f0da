using DeferredSeg.Reporting.Pictures;
using DeferredSeg.Reporting.Reports;

namespace DeferredSeg.Reporting.Charts;

/// <summary>Bars below each other with their values in figures: the workload of every expert, for example.</summary>
/// <param name="Title">What the chart shows.</param>
/// <param name="Bars">The bars, from top to bottom.</param>
/// <param name="Format">How values are shown.</param>
public sealed record BarChart(string Title, IReadOnlyList<ChartBar> Bars, NumberFormat Format) : IChart
{
    private const double Row = 44;
    private const double Left = 12;
    private const double Longest = 616;

    /// <summary>Every bar in words.</summary>
    public string Description => string.Join(" ", Bars.Select(bar => $"{bar.Name}: {Label(bar)}."));

    void IChart.Draw(HtmlWriter html)
    {
        using var svg = ChartFrame.Open(html, this, Row * Bars.Count + 8);
        var most = Bars.Select(bar => bar.Value).Where(double.IsFinite).Append(0).Max();
        foreach (var (place, bar) in Bars.Index())
        {
            var top = Row * place + 4;
            ChartFrame.Text(html, $"{bar.Name}: {Label(bar)}", Left, top + 14, "start");
            var length = most > 0 && double.IsFinite(bar.Value) ? bar.Value / most * Longest : 0;
            ChartFrame.Rectangle(html, "bar", Left, top + 20, length, 14, (bar.Colour ?? RoutingPalette.Model).ToString());
        }
    }

    private string Label(ChartBar bar) => bar.Detail is null ? Format.TextWithUnit(bar.Value) : $"{Format.TextWithUnit(bar.Value)}, {bar.Detail}";
}

/// <summary>A bar.</summary>
/// <param name="Name">What it stands for.</param>
/// <param name="Value">Its length, 0 or more.</param>
/// <param name="Colour">Its colour, that of an expert in <see cref="RoutingPalette"/> for example; null for grey.</param>
/// <param name="Detail">What is said next to its value, for example how long an expert was at work; null for nothing.</param>
public sealed record ChartBar(string Name, double Value, RgbColour? Colour = null, string? Detail = null);
