namespace DeferredSeg.Reporting.Charts;

/// <summary>A shaded range of the upward axis, from the left to the right of the chart: the bounds within which a load is wanted.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Lower">Its lower end.</param>
/// <param name="Upper">Its upper end.</param>
public sealed record ChartBand(string Name, double Lower, double Upper);
