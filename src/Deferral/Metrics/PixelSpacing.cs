namespace DeferredSeg.Deferral.Metrics;

/// <summary>How far apart neighbouring pixels lie. Distances come in the same unit, usually millimetres.</summary>
/// <param name="Row">From one row to the next, positive and finite.</param>
/// <param name="Column">From one column to the next, positive and finite.</param>
public readonly record struct PixelSpacing(double Row, double Column)
{
    /// <summary>One by one: distances in pixels.</summary>
    public static PixelSpacing Pixels => new(1, 1);

    internal void Require()
    {
        if (!(Row > 0 && double.IsFinite(Row) && Column > 0 && double.IsFinite(Column)))
            throw new ArgumentOutOfRangeException("spacing", this, $"The pixel spacing is {Row} by {Column}; expected two positive, finite lengths.");
    }
}
