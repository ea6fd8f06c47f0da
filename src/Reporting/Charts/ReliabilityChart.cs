using System.Globalization;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Reporting.Reports;

namespace DeferredSeg.Reporting.Charts;

/// <summary>A reliability diagram: how often what was said with a probability came true, and below it how many pixels were said so of.</summary>
/// <param name="Title">What the chart shows.</param>
/// <param name="Calibration">Its bins and errors.</param>
public sealed record ReliabilityChart(string Title, Calibration Calibration) : IChart
{
    private const double CountsTop = 352;
    private const double CountsBottom = 410;

    /// <summary>The errors and the bins that have pixels, in words.</summary>
    public string Description =>
        string.Join(
            " ",
            Filled
                .Select(bin =>
                    string.Create(CultureInfo.InvariantCulture, $"At {bin.MeanConfidence:0.###} it came true in {bin.Frequency:0.###} of {bin.Count} pixels.")
                )
                .Prepend(string.Create(CultureInfo.InvariantCulture, $"ECE {Calibration.ExpectedError:0.####}, MCE {Calibration.MaximumError:0.####}."))
        );

    private IEnumerable<ReliabilityBin> Filled => Calibration.Bins.Where(bin => bin.Count > 0);

    void IChart.Draw(HtmlWriter html)
    {
        ChartFrame frame = new(new("mean probability", 0, 1), [], new("frequency", 0, 1), []);
        using (ChartFrame.Open(html, this, 430))
        {
            frame.DrawAxes(html);
            ChartFrame.Line(html, "ideal", frame.X.Place(0), frame.Y.Place(0), frame.X.Place(1), frame.Y.Place(1));
            ChartFrame.Text(html, "pixels", 14, CountsBottom, "start");
            ChartFrame.Line(html, "axis", ChartFrame.Left, CountsBottom, ChartFrame.Right, CountsBottom);
            var most = Filled.Max(bin => bin.Count);
            foreach (var bin in Filled)
            {
                var (x, y) = (frame.X.Place(bin.MeanConfidence), frame.Y.Place(bin.Frequency));
                ChartFrame.Line(html, "gap", x, frame.Y.Place(bin.MeanConfidence), x, y);
                SeriesStyle.Point(html, 0, x, y, 4.5);
                var height = Math.Max(1, (CountsBottom - CountsTop) * bin.Count / most);
                ChartFrame.Rectangle(html, "count", x - 8, CountsBottom - height, 16, height);
            }
        }
        using var list = html.Open("ul", ("class", "legend"));
        html.Element("li", Invariant($"ECE {Calibration.ExpectedError:0.0000}"));
        html.Element("li", Invariant($"MCE {Calibration.MaximumError:0.0000}"));
        html.Element(
            "li",
            Invariant($"discs: bins with pixels; dashed: perfect calibration; bars: pixels of each bin, at most {Filled.Max(bin => bin.Count)}")
        );
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
