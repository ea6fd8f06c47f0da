namespace DeferredSeg.Reporting.Reports;

/// <summary>A section of a report.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Blocks">What stands in it, in order.</param>
public sealed record ReportSection(string Title, IReadOnlyList<IReportBlock> Blocks);
