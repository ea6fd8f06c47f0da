using System.Globalization;
using DeferredSeg.Formats.Images;
using DeferredSeg.Reporting.Pictures;

namespace DeferredSeg.Reporting.Reports;

/// <summary>
/// Writes a report as one HTML file that needs nothing else: no script, no address outside of the file, pictures and styles inside.
/// It is well-formed XML, follows the reader's light or dark theme, and can be printed.
/// </summary>
public static class ReportHtml
{
    // Were a text ever taken for markup, the browser would still load and run nothing.
    private const string Policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
    private const int IconSide = 16;

    /// <summary>The whole file. Equal reports give equal text under the same runtime; another version of zlib may pack pictures differently.</summary>
    public static string Of(RunReport report)
    {
        using HtmlWriter html = new();
        using (html.Open("html", ("lang", "en")))
        {
            using (html.Open("head"))
                WriteHead(html, report.Title);
            using (html.Open("body"))
                WriteBody(html, report);
        }
        return html.Finish();
    }

    private static void WriteHead(HtmlWriter html, string title)
    {
        html.Void("meta", ("charset", "utf-8"));
        html.Void("meta", ("http-equiv", "Content-Security-Policy"), ("content", Policy));
        html.Void("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        html.Void("meta", ("name", "color-scheme"), ("content", "light dark"));
        html.Element("title", title);
        html.Void("link", ("rel", "icon"), ("href", HtmlWriter.Address(Icon())));
        html.Style(ReportStyle.Css);
    }

    // What came out is read first; what it was compared with comes after it, smaller.
    private static void WriteConclusion(HtmlWriter html, string conclusion)
    {
        var end = conclusion.IndexOf(". ", StringComparison.Ordinal) + 1;
        html.Element("p", end == 0 ? conclusion : conclusion[..end], ("class", "conclusion"));
        if (end > 0)
            html.Element("p", conclusion[(end + 1)..], ("class", "comparison"));
    }

    private static void WriteBody(HtmlWriter html, RunReport report)
    {
        ReportSection[] last =
        [
            .. report.Versions.Count > 0 ? [Folded("Versions", new FactsBlock(report.Versions))] : Array.Empty<ReportSection>(),
            .. report.Configuration is { } text ? [Folded("Configuration", new TextBlock(text))] : Array.Empty<ReportSection>(),
        ];
        using (html.Open("header"))
        {
            html.Element("h1", report.Title);
            if (report.Conclusion is { } conclusion)
                WriteConclusion(html, conclusion);
            FactsBlock.Write(html, report.Facts);
        }
        using var main = html.Open("main");
        foreach (var (place, section) in report.Sections.Concat(last).Index())
            WriteSection(html, section, Id(place));

        static ReportSection Folded(string title, IReportBlock block) => new(title, [block]) { IsFolded = true };
    }

    private static void WriteSection(HtmlWriter html, ReportSection section, string id)
    {
        using var one = html.Open("section", ("id", id), ("aria-labelledby", $"{id}-title"));
        using var details = section.IsFolded ? html.Open("details") : null;
        using (section.IsFolded ? html.Open("summary") : null)
            html.Element("h2", section.Title, ("id", $"{id}-title"));
        foreach (var block in section.Blocks)
            block.Write(html);
    }

    private static string Id(int section) => string.Create(CultureInfo.InvariantCulture, $"section-{section + 1}");

    /// <summary>The report's own icon, so that no browser asks a server for one: three experts and the model.</summary>
    private static RasterImage Icon() =>
        PixelColour.Picture(
            IconSide,
            IconSide,
            pixel =>
                (pixel / IconSide < IconSide / 2, pixel % IconSide < IconSide / 2) switch
                {
                    (true, true) => RoutingPalette.Model,
                    (true, false) => RoutingPalette.Expert(1),
                    (false, true) => RoutingPalette.Expert(2),
                    _ => RoutingPalette.Expert(3),
                }
        );
}
