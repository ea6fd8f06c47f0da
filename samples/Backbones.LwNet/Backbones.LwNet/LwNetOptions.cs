using DeferredSeg.Abstractions.Options;

namespace Backbones.LwNet;

/// <summary>The shape of the network. The defaults are the published network's.</summary>
/// <param name="InputChannels">Channels of the image.</param>
/// <param name="Classes">Channels of the logits, one for each class.</param>
/// <param name="Width">Channels of the finest level; each of the two levels below has twice as many as the one above.</param>
public sealed record LwNetOptions(
    [OptionRange(1, 1024)] int InputChannels = 3,
    [OptionRange(1, 1024)] int Classes = 1,
    [OptionRange(1, 1024)] int Width = 8);
