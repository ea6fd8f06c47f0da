namespace DeferredSeg.Reporting.Charts;

/// <summary>A single point that is marked and named, for example a method at the coverage it has of its own.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Point">Where.</param>
public sealed record ChartMark(string Name, ChartPoint Point);
