using System.Globalization;
using DeferredSeg.Reporting.Reports;

namespace DeferredSeg.Reporting.Charts;

/// <summary>A chart of a report: plain data that know how to be drawn as SVG inside of HTML, without a script.</summary>
public interface IChart
{
    /// <summary>What the chart shows.</summary>
    string Title { get; }

    /// <summary>What a person who cannot see the chart is told; most charts sum up their numbers.</summary>
    string Description { get; }

    /// <summary>Draws it.</summary>
    internal void Draw(HtmlWriter html);
}

/// <summary>What every chart with two axes has: title and description for screen readers, grid, marks and labels.</summary>
internal sealed class ChartFrame
{
    public const double Left = 62;
    public const double Right = 624;
    public const double Top = 14;

    private readonly ChartAxis _xAxis;
    private readonly ChartAxis _yAxis;
    private readonly double _bottom;

    public ChartFrame(ChartAxis xAxis, IEnumerable<double> xs, ChartAxis yAxis, IEnumerable<double> ys, double bottom = 300)
    {
        (_xAxis, _yAxis, _bottom) = (xAxis, yAxis, bottom);
        X = new(xAxis, xs, Left, Right);
        Y = new(yAxis, ys, bottom, Top);
    }

    public AxisScale X { get; }

    public AxisScale Y { get; }

    /// <summary>Opens the drawing of a chart; whoever calls it closes it.</summary>
    public static IDisposable Open(HtmlWriter html, IChart chart, double height, double width = 640)
    {
        var id = html.NextId("chart");
        var svg = html.Open(
            "svg",
            ("viewBox", $"0 0 {AxisScale.Coordinate(width)} {AxisScale.Coordinate(height)}"),
            ("role", "img"),
            ("aria-labelledby", $"{id}-title {id}-desc")
        );
        html.Element("title", chart.Title, ("id", $"{id}-title"));
        html.Element("desc", chart.Description, ("id", $"{id}-desc"));
        return svg;
    }

    public void DrawAxes(HtmlWriter html)
    {
        foreach (var tick in X.Ticks)
        {
            Line(html, "grid", X.Place(tick), _bottom, X.Place(tick), Top);
            Text(html, X.Text(tick), X.Place(tick), _bottom + 17, "middle");
        }
        foreach (var tick in Y.Ticks)
        {
            Line(html, "grid", Left, Y.Place(tick), Right, Y.Place(tick));
            Text(html, Y.Text(tick), Left - 6, Y.Place(tick) + 4, "end");
        }
        Line(html, "axis", Left, _bottom, Right, _bottom);
        Line(html, "axis", Left, _bottom, Left, Top);
        Text(html, _xAxis.Label, (Left + Right) / 2, _bottom + 38, "middle");
        var middle = AxisScale.Coordinate((Top + _bottom) / 2);
        html.Element("text", _yAxis.Label, ("x", "14"), ("y", middle), ("text-anchor", "middle"), ("transform", $"rotate(-90 14 {middle})"));
    }

    public static void Line(HtmlWriter html, string style, double x1, double y1, double x2, double y2) =>
        html.Void(
            "line",
            ("class", style),
            ("x1", AxisScale.Coordinate(x1)),
            ("y1", AxisScale.Coordinate(y1)),
            ("x2", AxisScale.Coordinate(x2)),
            ("y2", AxisScale.Coordinate(y2))
        );

    public static void Text(HtmlWriter html, string text, double x, double y, string anchor, string? style = null) =>
        html.Element("text", text, ("class", style), ("x", AxisScale.Coordinate(x)), ("y", AxisScale.Coordinate(y)), ("text-anchor", anchor));

    public static void Rectangle(HtmlWriter html, string style, double x, double y, double width, double height, string? fill = null) =>
        html.Void(
            "rect",
            ("class", style),
            ("x", AxisScale.Coordinate(x)),
            ("y", AxisScale.Coordinate(y)),
            ("width", AxisScale.Coordinate(Math.Max(0, width))),
            ("height", AxisScale.Coordinate(Math.Max(0, height))),
            ("fill", fill)
        );
}

/// <summary>Lines differ by colour, by dashes and by the shape of their points, so that they can be told apart without colour.</summary>
internal static class SeriesStyle
{
    public const int Colours = 6;

    private static readonly string?[] _dashes = [null, "8 4", "2 3", "10 3 2 3", "5 5", "12 3 2 3 2 3"];

    public static string Class(int series) => "line s" + (series % Colours).ToString(CultureInfo.InvariantCulture);

    /// <summary>Lines beyond the sixth have the colours again with other dashes.</summary>
    public static string? Dashes(int series) => _dashes[(series + series / Colours) % _dashes.Length];

    /// <summary>Draws the shape of a line's points: disc, square, triangle, diamond, cross, ring.</summary>
    public static void Point(HtmlWriter html, int series, double x, double y, double size = 3.5)
    {
        var style = "point s" + (series % Colours).ToString(CultureInfo.InvariantCulture);
        var shape = (series + series / Colours) % _dashes.Length;
        if (shape is 0 or 5)
        {
            html.Void("circle", ("class", shape == 0 ? style : $"{style} hollow"), ("cx", C(x)), ("cy", C(y)), ("r", C(size)));
            return;
        }
        var path = shape switch
        {
            1 => $"M{C(x - size)} {C(y - size)}H{C(x + size)}V{C(y + size)}H{C(x - size)}Z",
            2 => $"M{C(x)} {C(y - size)}L{C(x + size)} {C(y + size)}H{C(x - size)}Z",
            3 => $"M{C(x)} {C(y - size - 1)}L{C(x + size + 1)} {C(y)}L{C(x)} {C(y + size + 1)}L{C(x - size - 1)} {C(y)}Z",
            _ => $"M{C(x - size)} {C(y - size)}L{C(x + size)} {C(y + size)}M{C(x - size)} {C(y + size)}L{C(x + size)} {C(y - size)}",
        };
        html.Void("path", ("class", style), ("d", path));
    }

    private static string C(double value) => AxisScale.Coordinate(value);
}
