using DeferredSeg.Abstractions.Options;

namespace __Name__;

/// <summary>The shape of the network.</summary>
/// <param name="InputChannels">Channels of the image.</param>
/// <param name="Classes">Channels of the logits, one for each class.</param>
/// <param name="Width">Channels of the finer level; the coarser has twice as many.</param>
public sealed record __Class__Options(
    [OptionRange(1, 1024)] int InputChannels = 1,
    [OptionRange(1, 1024)] int Classes = 1,
    [OptionRange(1, 1024)] int Width = 8);
