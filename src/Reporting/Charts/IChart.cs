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
