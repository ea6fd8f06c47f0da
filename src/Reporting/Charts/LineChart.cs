using System.Globalization;
using System.Text;
using DeferredSeg.Reporting.Reports;

namespace DeferredSeg.Reporting.Charts;

/// <summary>Lines over a common axis: losses and Dice over epochs, a load with its bounds as a band, or budget curves with named marks.</summary>
/// <param name="Title">What the chart shows.</param>
/// <param name="X">The axis to the right.</param>
/// <param name="Y">The axis upwards.</param>
/// <param name="Series">The lines.</param>
/// <param name="Bands">Shaded ranges behind them; null for none.</param>
/// <param name="Marks">Named points above them; null for none.</param>
public sealed record LineChart(
    string Title,
    ChartAxis X,
    ChartAxis Y,
    IReadOnlyList<LineSeries> Series,
    IReadOnlyList<ChartBand>? Bands = null,
    IReadOnlyList<ChartMark>? Marks = null
) : IChart
{
    private const int MostShapes = 12;

    /// <summary>The first and last value of every line, the bands and the marks, in words.</summary>
    public string Description =>
        string.Join(
            " ",
            Series
                .Select(Sentence)
                .Concat((Bands ?? []).Select(band => $"{band.Name}: from {Short(band.Lower)} to {Short(band.Upper)}."))
                .Concat((Marks ?? []).Select(mark => $"{mark.Name}: {Short(mark.Point.Y)} at {Short(mark.Point.X)}."))
                .Prepend($"{Y.Label} over {X.Label}.")
        );

    void IChart.Draw(HtmlWriter html)
    {
        var points = Series.SelectMany(series => series.Points).Concat((Marks ?? []).Select(mark => mark.Point)).Where(point => point.IsFinite).ToArray();
        ChartFrame frame = new(
            X,
            points.Select(point => point.X),
            Y,
            points.Select(point => point.Y).Concat((Bands ?? []).SelectMany(band => new[] { band.Lower, band.Upper }))
        );
        using (ChartFrame.Open(html, this, 350))
        {
            foreach (var band in Bands ?? [])
                ChartFrame.Rectangle(
                    html,
                    "band",
                    ChartFrame.Left,
                    frame.Y.Place(band.Upper),
                    ChartFrame.Right - ChartFrame.Left,
                    frame.Y.Place(band.Lower) - frame.Y.Place(band.Upper)
                );
            frame.DrawAxes(html);
            for (var series = 0; series < Series.Count; series++)
                Draw(html, frame, series);
            foreach (var (number, mark) in (Marks ?? []).Where(mark => mark.Point.IsFinite).Index())
            {
                var (x, y) = (frame.X.Place(mark.Point.X), frame.Y.Place(mark.Point.Y));
                html.Void("circle", ("class", "mark"), ("cx", AxisScale.Coordinate(x)), ("cy", AxisScale.Coordinate(y)), ("r", "9"));
                ChartFrame.Text(html, (number + 1).ToString(CultureInfo.InvariantCulture), x, y + 4, "middle", "mark-number");
            }
        }
        DrawLegend(html);
    }

    private static string Short(double value) =>
        value.ToString(value == 0 || Math.Abs(value) is >= 1e-3 and < 1e7 ? "0.####" : "0.###e0", CultureInfo.InvariantCulture);

    private void Draw(HtmlWriter html, ChartFrame frame, int series)
    {
        var points = Series[series].Points;
        StringBuilder path = new();
        var pen = false;
        foreach (var point in points)
        {
            if (point.IsFinite)
                path.Append(
                    CultureInfo.InvariantCulture,
                    $"{(pen ? 'L' : 'M')}{AxisScale.Coordinate(frame.X.Place(point.X))} {AxisScale.Coordinate(frame.Y.Place(point.Y))}"
                );
            pen = point.IsFinite;
        }
        if (path.Length > 0)
            html.Void("path", ("class", SeriesStyle.Class(series)), ("stroke-dasharray", SeriesStyle.Dashes(series)), ("d", path.ToString()));
        var every = (points.Count + MostShapes - 1) / MostShapes;
        for (var i = 0; i < points.Count; i++)
        {
            // A point between two gaps has no line, and the last one is what is read off.
            var alone = (i == 0 || !points[i - 1].IsFinite) && (i == points.Count - 1 || !points[i + 1].IsFinite);
            if (points[i].IsFinite && (i % every == 0 || i == points.Count - 1 || alone))
                SeriesStyle.Point(html, series, frame.X.Place(points[i].X), frame.Y.Place(points[i].Y));
        }
    }

    /// <summary>What the lines, bands and marks are, as a list below the chart.</summary>
    private void DrawLegend(HtmlWriter html)
    {
        using var list = html.Open("ul", ("class", "legend"));
        foreach (var (place, series) in Series.Index())
            LegendItem(
                html,
                series.Name,
                () =>
                {
                    html.Void("path", ("class", SeriesStyle.Class(place)), ("stroke-dasharray", SeriesStyle.Dashes(place)), ("d", "M0 7H36"));
                    SeriesStyle.Point(html, place, 18, 7);
                }
            );
        foreach (var band in Bands ?? [])
            LegendItem(html, band.Name, () => ChartFrame.Rectangle(html, "band", 0, 1, 36, 12));
        foreach (var (number, mark) in (Marks ?? []).Where(mark => mark.Point.IsFinite).Index())
            LegendItem(
                html,
                $"{mark.Name}: {Short(mark.Point.Y)} at {Short(mark.Point.X)}",
                () =>
                {
                    html.Void("circle", ("class", "mark"), ("cx", "18"), ("cy", "7"), ("r", "6.5"));
                    ChartFrame.Text(html, (number + 1).ToString(CultureInfo.InvariantCulture), 18, 11, "middle", "mark-number");
                }
            );
    }

    private static void LegendItem(HtmlWriter html, string name, Action draw)
    {
        using var item = html.Open("li");
        using (html.Open("svg", ("viewBox", "0 0 36 14"), ("width", "36"), ("height", "14"), ("aria-hidden", "true")))
            draw();
        html.Element("span", name);
    }

    private static string Sentence(LineSeries series)
    {
        var finite = series.Points.Where(point => point.IsFinite).ToArray();
        return finite.Length == 0
            ? $"{series.Name}: no values."
            : $"{series.Name}: {Short(finite[0].Y)} at {Short(finite[0].X)}, {Short(finite[^1].Y)} at {Short(finite[^1].X)}.";
    }
}

/// <summary>A line of a chart.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Points">Its points, from left to right.</param>
public sealed record LineSeries(string Name, IReadOnlyList<ChartPoint> Points);

/// <summary>A point of a chart, in the units of its axes. A coordinate that is not finite breaks the line.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Upwards.</param>
public readonly record struct ChartPoint(double X, double Y)
{
    internal bool IsFinite => double.IsFinite(X) && double.IsFinite(Y);
}

/// <summary>A shaded range of the upward axis, from the left to the right of the chart: the bounds within which a load is wanted.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Lower">Its lower end.</param>
/// <param name="Upper">Its upper end.</param>
public sealed record ChartBand(string Name, double Lower, double Upper);

/// <summary>A single point that is marked and named, for example a method at the coverage it has of its own.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Point">Where.</param>
public sealed record ChartMark(string Name, ChartPoint Point);
