namespace DeferredSeg.Abstractions.Experts;

/// <summary>What an expert source is made from.</summary>
/// <param name="Name">The expert's name in the configuration: the <see cref="ExpertDescriptor.Id"/>.</param>
/// <param name="Options">The expert's own part of the configuration.</param>
/// <param name="RaterMasks">The dataset's recorded raters; null where it has none.</param>
public sealed record ExpertContext(string Name, IConfiguration Options, IRaterMasks? RaterMasks);
