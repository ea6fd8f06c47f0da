using System.Globalization;
using System.Xml.Linq;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Reporting.Charts;
using DeferredSeg.Reporting.Reports;

namespace DeferredSeg.Reporting.Tests.Charts;

public sealed class ChartTests
{
    [Fact]
    public void Every_chart_tells_its_numbers_to_those_who_cannot_see_it()
    {
        var line = new LineChart(
            "t",
            new("epoch"),
            new("loss"),
            [new("total", [new(1, 2.5), new(2, double.NaN), new(3, 0.25)]), new("none", [new(1, double.NaN)])],
            [new("bounds", 0.1, 0.3)],
            [new("run", new(2, 1))]
        );

        Assert.Equal("loss over epoch. total: 2.5 at 1, 0.25 at 3. none: no values. bounds: from 0.1 to 0.3. run: 1 at 2.", line.Description);
        Assert.Equal(
            "A: 12.50 %, 3 minutes. B: 0.00 %.",
            new BarChart("t", [new("A", 0.125, null, "3 minutes"), new("B", 0)], NumberFormat.Percent).Description
        );
        Assert.Equal(
            "ECE 0.15, MCE 0.2. At 0.3 it came true in 0.4 of 10 pixels. At 0.9 it came true in 0.7 of 10 pixels.",
            new ReliabilityChart("t", new Calibration([new(10, 0.3, 0.4), new(0, double.NaN, double.NaN), new(10, 0.9, 0.7)])).Description
        );
    }

    [Fact]
    public void A_value_that_is_not_finite_breaks_the_line()
    {
        var svg = Draw(
            new LineChart(
                "t",
                new("x", 0, 4),
                new("y", 0, 1),
                [new("a", [new(0, 0), new(1, 1), new(2, double.NaN), new(3, 0), new(4, double.PositiveInfinity)])]
            )
        );
        var path = svg.Descendants("path").First(one => (string)one.Attribute("class")! == "line s0");

        Assert.Equal("M62 300L202.5 14M483.5 300", (string)path.Attribute("d")!);
        Assert.Equal(3, svg.Descendants("svg").First().Elements("circle").Count());
    }

    [Fact]
    public void Lines_differ_without_colour()
    {
        var lines = Enumerable.Range(0, 12).Select(place => new LineSeries($"line {place}", [new(0, place), new(1, place)])).ToArray();
        var paths = Draw(new LineChart("t", new("x"), new("y"), lines))
            .Descendants("svg")
            .First()
            .Elements("path")
            .Where(path => ((string)path.Attribute("class")!).StartsWith("line ", StringComparison.Ordinal))
            .ToArray();

        Assert.Equal(12, paths.Length);
        Assert.Equal(6, paths.Take(6).Select(path => (string?)path.Attribute("stroke-dasharray")).Distinct().Count());
        Assert.Equal(12, paths.Select(path => ((string?)path.Attribute("stroke-dasharray"), (string?)path.Attribute("class"))).Distinct().Count());
    }

    [Fact]
    public void Points_of_a_reliability_diagram_lie_where_their_bins_are()
    {
        var svg = Draw(new ReliabilityChart("t", new Calibration([new(30, 0.25, 0.5), new(0, double.NaN, double.NaN), new(10, 1, 1)])));

        Assert.Equal([(202.5, 157.0), (624.0, 14.0)], svg.Descendants("circle").Select(circle => (Number(circle, "cx"), Number(circle, "cy"))));
        Assert.Equal([58.0, 19.33], svg.Descendants("rect").Select(bar => Number(bar, "height")));
    }

    [Fact]
    public void Bars_are_as_long_as_their_values()
    {
        var svg = Draw(new BarChart("t", [new("A", 4), new("B", 1), new("C", 0), new("D", double.NaN)], NumberFormat.Whole));

        Assert.Equal([616.0, 154, 0, 0], svg.Descendants("rect").Select(bar => Number(bar, "width")));
    }

    [Fact]
    public void Nothing_to_draw_is_drawn_nevertheless()
    {
        Assert.Equal("t", Draw(new LineChart("t", new("x"), new("y"), [])).Descendants("title").Single().Value);
        Assert.Equal("t", Draw(new BarChart("t", [], NumberFormat.Whole)).Descendants("title").Single().Value);
        Assert.Equal("t", Draw(new BarChart("t", [new("A", 0)], NumberFormat.Whole)).Descendants("title").Single().Value);
    }

    private static XDocument Draw(IChart chart)
    {
        using HtmlWriter html = new();
        using (html.Open("div"))
            chart.Draw(html);
        return XDocument.Parse(html.Finish());
    }

    private static double Number(XElement element, string attribute) => double.Parse((string)element.Attribute(attribute)!, CultureInfo.InvariantCulture);
}
