namespace DeferredSeg.Abstractions.Backbones;

/// <summary>What a backbone is made from.</summary>
/// <param name="Options">The backbone's own part of the configuration.</param>
/// <param name="Device">Where its parameters lie and where images will be passed in.</param>
public sealed record BackboneContext(IConfiguration Options, Device Device);
