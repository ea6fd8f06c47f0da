namespace DeferredSeg.Abstractions.Backbones;

/// <summary>A named map inside of a network.</summary>
/// <param name="Name">The name in <see cref="EncodeRequest"/> and <see cref="Embedding"/>.</param>
/// <param name="Channels">Its channels.</param>
/// <param name="Stride">Input pixels per feature pixel along each axis.</param>
public sealed record FeatureMap(string Name, int Channels, int Stride);
