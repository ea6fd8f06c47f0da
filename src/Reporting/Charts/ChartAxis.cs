namespace DeferredSeg.Reporting.Charts;

/// <summary>An axis.</summary>
/// <param name="Label">What runs along it, with its unit.</param>
/// <param name="Minimum">Where it starts; null for where the data do.</param>
/// <param name="Maximum">Where it ends; null for where the data do.</param>
/// <param name="WholeNumbers">Whether only whole numbers are marked, for epochs.</param>
public sealed record ChartAxis(string Label, double? Minimum = null, double? Maximum = null, bool WholeNumbers = false);
