namespace DeferredSeg.Deferral.Measures;

/// <summary>Mean ± standard deviation of some values, for example of one metric over seeds or over cases.</summary>
/// <param name="Mean">The mean of the defined values; NaN without any.</param>
/// <param name="Deviation">The sample standard deviation, with n - 1; NaN for fewer than two values, which do not spread.</param>
/// <param name="Count">How many values are defined.</param>
/// <param name="Undefined">How many are NaN and were left out.</param>
public sealed record SampleSummary(double Mean, double Deviation, int Count, int Undefined)
{
    /// <summary>Summarises values, each counting alike; NaN is left out.</summary>
    /// <exception cref="ArgumentException">A value is infinite.</exception>
    public static SampleSummary Of(ReadOnlySpan<double> values)
    {
        var count = 0;
        var sum = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsInfinity(values[i]))
                throw new ArgumentException($"Value {i} is {values[i]}; expected a finite number, or NaN where there is none.", nameof(values));
            if (double.IsNaN(values[i]))
                continue;
            count++;
            sum += values[i];
        }
        if (count == 0)
            return new(double.NaN, double.NaN, 0, values.Length);
        var mean = sum / count;
        var squares = 0.0;
        foreach (var value in values)
        {
            if (!double.IsNaN(value))
                squares += (value - mean) * (value - mean);
        }
        return new(mean, count < 2 ? double.NaN : Math.Sqrt(squares / (count - 1)), count, values.Length - count);
    }
}
