namespace DeferredSeg.Reporting.Charts;

/// <summary>A point of a chart, in the units of its axes. A coordinate that is not finite breaks the line.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Upwards.</param>
public readonly record struct ChartPoint(double X, double Y)
{
    internal bool IsFinite => double.IsFinite(X) && double.IsFinite(Y);
}
