namespace DeferredSeg.Host.Commands.Demo;

/// <summary>The mean of some values and their sample standard deviation (0 for a single value).</summary>
internal sealed record Spread(double Mean, double Deviation)
{
    public static Spread Of(IReadOnlyCollection<double> values)
    {
        var mean = values.Average();
        return new(mean, values.Count < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1)));
    }

    public override string ToString() => FormattableString.Invariant($"{Mean:0.000} ± {Deviation:0.000}");
}
