namespace Experts.Synthetic.Tests;

/// <summary>Whether what was drawn fits what it was drawn from.</summary>
internal static class Statistics
{
    // One in 150,000 true means lies farther away; seeds are fixed, so that a test that passes passes always.
    private const double StandardErrors = 4.5;

    /// <summary>The mean of independent samples, judged by their own spread.</summary>
    public static void MeanIs(double expected, IReadOnlyList<double> samples, string what)
    {
        var (mean, variance) = Moments(samples);
        Near(expected, mean, Math.Sqrt(variance / samples.Count), what);
    }

    /// <summary>The variance of independent normal samples.</summary>
    public static void NormalVarianceIs(double expected, IReadOnlyList<double> samples, string what) =>
        Near(expected, Moments(samples).Variance, expected * Math.Sqrt(2.0 / samples.Count), what);

    /// <summary>How often something happened in independent trials.</summary>
    public static void RateIs(double expected, int happened, int trials, string what) =>
        Near(expected, (double)happened / trials, Math.Sqrt(Math.Max(expected * (1 - expected), 1e-12) / trials), what);

    public static (double Mean, double Variance) Moments(IReadOnlyList<double> samples)
    {
        var mean = samples.Average();
        return (mean, samples.Sum(sample => (sample - mean) * (sample - mean)) / (samples.Count - 1));
    }

    /// <summary>The distribution function of the standard normal distribution (Abramowitz and Stegun 7.1.26, to 1e-7).</summary>
    public static double Phi(double x)
    {
        var (z, t) = (Math.Abs(x) / Math.Sqrt(2), 1 / (1 + 0.3275911 * Math.Abs(x) / Math.Sqrt(2)));
        var erf = 1 - t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * Math.Exp(-z * z);
        return x >= 0 ? (1 + erf) / 2 : (1 - erf) / 2;
    }

    private static void Near(double expected, double found, double standardError, string what) =>
        Assert.True(
            Math.Abs(found - expected) <= StandardErrors * standardError + 1e-9,
            FormattableString.Invariant($"{what} is {found:G6}; expected {expected:G6} within {StandardErrors * standardError:G3}")
        );
}
