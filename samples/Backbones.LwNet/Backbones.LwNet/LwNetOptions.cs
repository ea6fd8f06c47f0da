using DeferredSeg.Abstractions.Options;

namespace Backbones.LwNet;

/// <summary>The shape of the network. The defaults are the published network's.</summary>
/// <param name="InputChannels">Channels of the image.</param>
/// <param name="Classes">Channels of the logits, one for each class.</param>
/// <param name="Width">Channels of the finest level; each of the two levels below has twice as many as the one above.</param>
/// <param name="Threshold">
/// The probability from which a pixel counts as a vessel: logits are shifted so that it lies at 0. The published network is read at 0.4196 on images of other
/// cameras than its own.
/// </param>
public sealed record LwNetOptions(
    [OptionRange(1, 1024)] int InputChannels = 3,
    [OptionRange(1, 1024)] int Classes = 1,
    [OptionRange(1, 1024)] int Width = 8,
    [OptionRange(0.001, 0.999)] double Threshold = 0.5
);
