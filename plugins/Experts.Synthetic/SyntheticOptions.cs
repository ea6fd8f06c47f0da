using DeferredSeg.Abstractions.Options;

namespace Experts.Synthetic;

/// <summary>
/// The options of <c>synthetic</c>. A setting or accuracies by hand: each pixel is right or wrong by itself (the paper). Outline, missed or added:
/// errors hang together, as a person's do. Both: a mask with errors of the second kind, and each pixel of it may be wrong by itself. Neither: the
/// paper's one expert, <c>table2/1</c>.
/// </summary>
/// <param name="Setting">
/// The accuracies of an expert of the paper: table2/1 to table2/3, tableD9/E1 to E5, tableE11/E1 to E7, or a member of a panel (appendixD/J4/2 is the second
/// of the four in Appendix D).
/// </param>
/// <param name="Foreground">By hand: the probability that a pixel of the foreground is right. Background, boundary and boundaryMeans belong to it.</param>
/// <param name="Background">By hand: the probability that a pixel of the background is right.</param>
/// <param name="Boundary">By hand: the number for the boundary, which is background close to the foreground; boundaryMeans says what it is.</param>
/// <param name="BoundaryMeans">
/// By hand: absolute where boundary is the probability itself (the paper's Table 2), boost where it is added to the background's and the sum limited to 0 to
/// 1 (Tables D.9 and E.11).
/// </param>
/// <param name="Kernel">
/// The side of the square by which the foreground is dilated to find the boundary, odd, in pixels; 7 is a boundary of 3 pixels, 1 is none.
/// </param>
/// <param name="Outline">How the outline is displaced; without it it is not.</param>
/// <param name="Missed">What of the foreground is missed; without it nothing is.</param>
/// <param name="Added">What is added in the background; without it nothing is.</param>
/// <param name="Redraw">everyEpoch: errors are drawn anew in every epoch (the paper). never: the same in all epochs.</param>
/// <param name="Cost">The cost of one routed pixel, in units of one wrong pixel.</param>
/// <param name="Capacity">The largest share of a batch's pixels that the expert takes; without it there is no limit.</param>
/// <param name="Person">The person whom the answers stand for, where experts are to be counted as one.</param>
/// <param name="Tier">The person's standing, for example senior.</param>
/// <param name="Tool">What the person works with.</param>
public sealed record SyntheticOptions(
    string? Setting = null,
    [OptionRange(0, 1)] double? Foreground = null,
    [OptionRange(0, 1)] double? Background = null,
    [OptionRange(-1, 1)] double? Boundary = null,
    BoundaryMeaning? BoundaryMeans = null,
    [OptionRange(1, 1023)] int Kernel = 7,
    OutlineOptions? Outline = null,
    MissedOptions? Missed = null,
    AddedOptions? Added = null,
    Redraw Redraw = Redraw.EveryEpoch,
    [OptionRange(0, 1e9)] double Cost = 0,
    [OptionRange(0, 1)] double? Capacity = null,
    string? Person = null,
    string? Tier = null,
    string? Tool = null
) : IOptionChecks
{
    /// <summary>Whether errors hang together from pixel to pixel.</summary>
    internal bool IsCorrelated => Outline is not null || Missed is not null || Added is not null;

    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        foreach (var problem in AccuracyProblems())
            yield return problem;
        if (Kernel % 2 == 0)
            yield return $"kernel is {Kernel}; expected an odd number, so that the square has a middle.";
    }

    /// <summary>The accuracies are either those of the paper or given by hand, and then all of them.</summary>
    private IEnumerable<string> AccuracyProblems()
    {
        (string Name, bool IsGiven)[] byHand =
        [
            ("foreground", Foreground is not null),
            ("background", Background is not null),
            ("boundary", Boundary is not null),
            ("boundaryMeans", BoundaryMeans is not null),
        ];
        var given = string.Join(", ", byHand.Where(one => one.IsGiven).Select(one => one.Name));
        var missing = string.Join(", ", byHand.Where(one => !one.IsGiven).Select(one => one.Name));
        if (Setting is not null)
        {
            if (given.Length > 0)
                yield return $"setting is '{Setting}', and {given} by hand as well; expected the setting or the numbers, not both.";
            if (PaperSettings.Find(Setting) is null)
            {
                var meant = NearestName.Of(Setting, PaperSettings.All.Keys) is { } nearest ? $" Did you mean '{nearest}'?" : "";
                yield return $"setting is '{Setting}', which the paper does not have; expected {PaperSettings.Names}.{meant}";
            }
            yield break;
        }
        if (given.Length > 0 && missing.Length > 0)
            yield return $"{given} by hand, and not {missing}; expected foreground, background and boundary, and boundaryMeans 'absolute' or "
                + "'boost', which says what boundary is.";
        if (missing.Length == 0 && BoundaryMeans == BoundaryMeaning.Absolute && Boundary < 0)
            yield return FormattableString.Invariant($"boundary is {Boundary} and boundaryMeans is 'absolute'; expected 0 to 1, or boundaryMeans 'boost'.");
    }
}

/// <summary>When an expert's errors are drawn anew.</summary>
public enum Redraw
{
    /// <summary>In every epoch, as in the paper.</summary>
    EveryEpoch,

    /// <summary>Never: the same question gets the same answer in every epoch, as from a person whose masks were collected once.</summary>
    Never,
}

/// <summary>What the number for the boundary is. The paper uses both: Table 2 gives accuracies, Tables D.9 and E.11 give edge boosts.</summary>
public enum BoundaryMeaning
{
    /// <summary>The probability itself that a pixel of the boundary is right.</summary>
    Absolute,

    /// <summary>What is added to the background's probability; the sum is limited to 0 to 1.</summary>
    Boost,
}

/// <summary>
/// How the outline is displaced, by a smooth random field: at every pixel a normal number of this mean and standard deviation, positive is outwards.
/// </summary>
/// <param name="Sigma">The standard deviation of the displacement, in pixels.</param>
/// <param name="Mean">The mean displacement in pixels: above 0 the expert draws too much, below 0 too little.</param>
/// <param name="CorrelationLength">
/// The distance in pixels at which the correlation of two displacements has fallen to exp(-1/2), 0.61; at distance r it is exp(-r² / (2 correlationLength²)).
/// </param>
public sealed record OutlineOptions(
    [OptionRange(0, 1000)] double Sigma = 2,
    [OptionRange(-1000, 1000)] double Mean = 0,
    [OptionRange(1, 10000)] double CorrelationLength = 20
);

/// <summary>What of the foreground is missed.</summary>
/// <param name="Probability">
/// The probability that a connected component of the foreground is missed as a whole, each by itself; pixels that touch by an edge or a corner are connected.
/// </param>
/// <param name="PiecesPerMegapixel">
/// The expected number of round pieces that are missed, for each million pixels of foreground; their number is Poisson distributed, their centres lie
/// anywhere in the foreground with equal probability.
/// </param>
/// <param name="Radius">The radii of the pieces; without it the defaults.</param>
public sealed record MissedOptions(
    [OptionRange(0, 1)] double Probability = 0,
    [OptionRange(0, 10000)] double PiecesPerMegapixel = 0,
    RadiusOptions? Radius = null
);

/// <summary>What is added in the background.</summary>
/// <param name="BlobsPerMegapixel">
/// The expected number of round blobs for each million pixels of background (an image of 1024 by 1024 has 1.05 million pixels); their number is Poisson
/// distributed, their centres lie anywhere in the background with equal probability.
/// </param>
/// <param name="Radius">The radii of the blobs; without it the defaults.</param>
public sealed record AddedOptions([OptionRange(0, 10000)] double BlobsPerMegapixel = 1, RadiusOptions? Radius = null);

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

/// <summary>How radii are distributed.</summary>
public enum RadiusDistribution
{
    /// <summary>The logarithm is normal.</summary>
    LogNormal,

    /// <summary>All radii between two are equally likely.</summary>
    Uniform,
}
