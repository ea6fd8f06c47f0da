namespace DeferredSeg.Data.Prepared;

/// <summary>The finite values of an image or a volume, in float64.</summary>
/// <param name="Count">How many.</param>
/// <param name="Minimum">The least.</param>
/// <param name="Maximum">The largest.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Their standard deviation, divided by the count.</param>
public sealed record IntensityStatistics(long Count, double Minimum, double Maximum, double Mean, double Deviation)
{
    /// <summary>Measures values after clipping them. Without a finite value everything is 0.</summary>
    /// <param name="values">The values.</param>
    /// <param name="low">The least value after clipping.</param>
    /// <param name="high">The largest value after clipping.</param>
    public static IntensityStatistics Of(ReadOnlySpan<float> values, double low = double.NegativeInfinity, double high = double.PositiveInfinity)
    {
        var (count, minimum, maximum, sum) = (0L, double.PositiveInfinity, double.NegativeInfinity, 0.0);
        foreach (var one in values)
        {
            if (!float.IsFinite(one))
                continue;
            var value = Math.Clamp(one, low, high);
            count++;
            sum += value;
            minimum = Math.Min(minimum, value);
            maximum = Math.Max(maximum, value);
        }
        if (count == 0)
            return new(0, 0, 0, 0, 0);
        var (mean, squares) = (sum / count, 0.0);
        foreach (var one in values)
        {
            if (!float.IsFinite(one))
                continue;
            var distance = Math.Clamp(one, low, high) - mean;
            squares += distance * distance;
        }
        return new(count, minimum, maximum, mean, Math.Sqrt(squares / count));
    }
}
