namespace DeferredSeg.Abstractions.Heads;

/// <summary>What a deferral head is made for.</summary>
/// <param name="Options">The head's own part of the configuration.</param>
/// <param name="Device">Where its parameters lie and where tensors will be passed in.</param>
/// <param name="Experts">The number J of experts, at least 1.</param>
/// <param name="FeatureChannels">Channels C of the decoder features that it will read.</param>
/// <param name="Classes">Classes K of the segmentation.</param>
/// <param name="NativeRouting">Whether the backbone gives routing logits of its own, for exactly J + 1 channels.</param>
public sealed record HeadContext(IConfiguration Options, Device Device, int Experts, int FeatureChannels, int Classes, bool NativeRouting);
