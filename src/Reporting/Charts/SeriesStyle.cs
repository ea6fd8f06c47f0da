using System.Globalization;
using DeferredSeg.Reporting.Reports;

namespace DeferredSeg.Reporting.Charts;

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
