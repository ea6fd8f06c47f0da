using DeferredSeg.Abstractions.Options;

namespace Experts.Synthetic.Options;

/// <summary>How the outline is displaced, by a smooth random field: at every pixel a normal number of this mean and standard deviation, positive is outwards.</summary>
/// <param name="Sigma">The standard deviation of the displacement, in pixels.</param>
/// <param name="Mean">The mean displacement in pixels: above 0 the expert draws too much, below 0 too little.</param>
/// <param name="CorrelationLength">The distance in pixels at which the correlation of two displacements has fallen to exp(-1/2), 0.61; at distance r it is exp(-r² / (2 correlationLength²)).</param>
public sealed record OutlineOptions(
    [OptionRange(0, 1000)] double Sigma = 2,
    [OptionRange(-1000, 1000)] double Mean = 0,
    [OptionRange(1, 10000)] double CorrelationLength = 20
);
