using DeferredSeg.Abstractions.Options;

namespace __Name__;

/// <summary>The shape of the head.</summary>
/// <param name="Width">Channels between the decoder's features and the routing logits.</param>
public sealed record __Class__Options([OptionRange(1, 1024)] int Width = 16);
