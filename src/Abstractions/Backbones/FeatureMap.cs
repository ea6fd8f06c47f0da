namespace DeferredSeg.Abstractions.Backbones;

/// <summary>A named map inside of a network, which <see cref="ISegmentorBackbone.Encode"/> returns on request.</summary>
/// <param name="Name">The name in <see cref="EncodeRequest"/> and <see cref="Embedding"/>.</param>
/// <param name="Channels">Its channels.</param>
/// <param name="Stride">Input pixels per feature pixel along each axis.</param>
/// <param name="Depth">How deep it lies in the network, 0 for the first; maps of the same depth are of the same stage.</param>
public sealed record FeatureMap(string Name, int Channels, int Stride, int Depth);
