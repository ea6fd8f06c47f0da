namespace DeferredSeg.Reporting.Reports;

/// <summary>A name and its value: a seed, a version, a metric of one case.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">Its value as text.</param>
public sealed record ReportFact(string Name, string Value);
