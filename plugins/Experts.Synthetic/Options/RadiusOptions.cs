using DeferredSeg.Abstractions.Options;

namespace Experts.Synthetic.Options;

/// <summary>The radii of round pieces, in pixels.</summary>
/// <param name="Distribution">logNormal, with median and logSigma, or uniform, from minimum to maximum.</param>
/// <param name="Median">Of logNormal: half of the radii are smaller; 8 if it is not given.</param>
/// <param name="LogSigma">Of logNormal: the standard deviation of the radius's natural logarithm; 0.3 if it is not given.</param>
/// <param name="Minimum">Of uniform: the smallest radius; 4 if it is not given.</param>
/// <param name="Maximum">Of uniform: the largest radius; 12 if it is not given.</param>
public sealed record RadiusOptions(
    RadiusDistribution Distribution = RadiusDistribution.LogNormal,
    [OptionRange(0, 1000)] double? Median = null,
    [OptionRange(0, 3)] double? LogSigma = null,
    [OptionRange(0, 1000)] double? Minimum = null,
    [OptionRange(0, 1000)] double? Maximum = null
) : IOptionChecks
{
    internal double MedianOrDefault => Median ?? 8;

    internal double LogSigmaOrDefault => LogSigma ?? 0.3;

    internal double MinimumOrDefault => Minimum ?? 4;

    internal double MaximumOrDefault => Maximum ?? 12;

    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        if (Distribution == RadiusDistribution.LogNormal && (Minimum ?? Maximum) is not null)
            yield return "minimum or maximum is given, and distribution is 'logNormal'; expected median and logSigma, or distribution 'uniform'.";
        if (Distribution == RadiusDistribution.Uniform && (Median ?? LogSigma) is not null)
            yield return "median or logSigma is given, and distribution is 'uniform'; expected minimum and maximum, or distribution 'logNormal'.";
        if (Distribution == RadiusDistribution.Uniform && MinimumOrDefault > MaximumOrDefault)
            yield return FormattableString.Invariant(
                $"minimum is {MinimumOrDefault} and maximum is {MaximumOrDefault}; expected a minimum of at most the maximum."
            );
    }
}
