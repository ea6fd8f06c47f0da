using DeferredSeg.Reporting.Charts;

namespace DeferredSeg.Reporting.Reports;

/// <summary>Everything a report says about a run. Nothing is added to it: two equal reports are equal byte for byte.</summary>
/// <param name="Title">What was run.</param>
/// <param name="Facts">What a reader wants to know first: dataset, network, seeds, date.</param>
/// <param name="Sections">Curves, tables, cases, ledger, in the order shown.</param>
/// <param name="Versions">Versions of the product, of plugins and packages, and the hardware; folded, at the end.</param>
/// <param name="Configuration">The resolved configuration as text, folded, at the end; null to leave it out.</param>
public sealed record RunReport(
    string Title,
    IReadOnlyList<ReportFact> Facts,
    IReadOnlyList<ReportSection> Sections,
    IReadOnlyList<ReportFact> Versions,
    string? Configuration = null
)
{
    /// <summary>What came out, in one sentence below the title; null without.</summary>
    public string? Conclusion { get; init; }
}

/// <summary>A section of a report.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Blocks">What stands in it, in order.</param>
public sealed record ReportSection(string Title, IReadOnlyList<IReportBlock> Blocks)
{
    /// <summary>Whether only its heading is shown until a reader opens it.</summary>
    public bool IsFolded { get; init; }
}

/// <summary>A name and its value: a seed, a version, a metric of one case.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">Its value as text.</param>
public sealed record ReportFact(string Name, string Value);

/// <summary>A part of a section: plain data that know how to be written as HTML.</summary>
public interface IReportBlock
{
    /// <summary>Writes it.</summary>
    internal void Write(HtmlWriter html);
}

/// <summary>A paragraph.</summary>
/// <param name="Text">Its text.</param>
public sealed record ParagraphBlock(string Text) : IReportBlock
{
    void IReportBlock.Write(HtmlWriter html) => html.Element("p", Text);
}

/// <summary>A list of sentences, those of a ledger for example.</summary>
/// <param name="Sentences">One for each item; nothing is written where there are none.</param>
public sealed record ListBlock(IReadOnlyList<string> Sentences) : IReportBlock
{
    void IReportBlock.Write(HtmlWriter html)
    {
        if (Sentences.Count == 0)
            return;
        using var list = html.Open("ul");
        foreach (var sentence in Sentences)
            html.Element("li", sentence);
    }
}

/// <summary>Text as it is, with its line ends: a configuration or a log.</summary>
/// <param name="Text">The text.</param>
public sealed record TextBlock(string Text) : IReportBlock
{
    void IReportBlock.Write(HtmlWriter html)
    {
        // A reader with a keyboard has to reach what scrolls.
        html.Element("pre", Text, ("tabindex", "0"));
    }
}

/// <summary>Names with their values.</summary>
/// <param name="Facts">In order; nothing is written where there are none.</param>
public sealed record FactsBlock(IReadOnlyList<ReportFact> Facts) : IReportBlock
{
    void IReportBlock.Write(HtmlWriter html) => Write(html, Facts);

    internal static void Write(HtmlWriter html, IReadOnlyList<ReportFact> facts)
    {
        if (facts.Count == 0)
            return;
        using var list = html.Open("dl", ("class", "facts"));
        foreach (var fact in facts)
        {
            using var pair = html.Open("div");
            html.Element("dt", fact.Name);
            html.Element("dd", fact.Value);
        }
    }
}

/// <summary>Charts, next to each other where there is room.</summary>
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
