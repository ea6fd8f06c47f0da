using DeferredSeg.Abstractions.Options;

namespace Experts.Synthetic.Options;

/// <summary>What is added in the background.</summary>
/// <param name="BlobsPerMegapixel">The expected number of round blobs for each million pixels of background (an image of 1024 by 1024 has 1.05 million pixels); their number is Poisson distributed, their centres lie anywhere in the background with equal probability.</param>
/// <param name="Radius">The radii of the blobs; without it the defaults.</param>
public sealed record AddedOptions([OptionRange(0, 10000)] double BlobsPerMegapixel = 1, RadiusOptions? Radius = null);
