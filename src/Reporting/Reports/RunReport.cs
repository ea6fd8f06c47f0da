namespace DeferredSeg.Reporting.Reports;

/// <summary>Everything a report says about a run. Nothing is added to it: two equal reports are equal byte for byte.</summary>
/// <param name="Title">What was run.</param>
/// <param name="Facts">What a reader wants to know first: dataset, network, seeds, date.</param>
/// <param name="Sections">Curves, tables, cases, ledger, in the order shown.</param>
/// <param name="Versions">Versions of the product, of plugins and packages, and the hardware.</param>
/// <param name="Configuration">The resolved configuration as text; null to leave it out.</param>
public sealed record RunReport(
    string Title,
    IReadOnlyList<ReportFact> Facts,
    IReadOnlyList<ReportSection> Sections,
    IReadOnlyList<ReportFact> Versions,
    string? Configuration = null
);
