using DeferredSeg.Abstractions.Options;

namespace Experts.Synthetic.Options;

/// <summary>What of the foreground is missed.</summary>
/// <param name="Probability">The probability that a connected component of the foreground is missed as a whole, each by itself; pixels that touch by an edge or a corner are connected.</param>
/// <param name="PiecesPerMegapixel">The expected number of round pieces that are missed, for each million pixels of foreground; their number is Poisson distributed, their centres lie anywhere in the foreground with equal probability.</param>
/// <param name="Radius">The radii of the pieces; without it the defaults.</param>
public sealed record MissedOptions(
    [OptionRange(0, 1)] double Probability = 0,
    [OptionRange(0, 10000)] double PiecesPerMegapixel = 0,
    RadiusOptions? Radius = null
);
