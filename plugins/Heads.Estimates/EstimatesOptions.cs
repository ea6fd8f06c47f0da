using DeferredSeg.Abstractions.Options;

namespace Heads.Estimates;

/// <summary>What a head of estimates looks at, and how large it is.</summary>
/// <param name="Width">Channels of each of the two hidden layers.</param>
/// <param name="Levels">
/// In how many sizes of its surroundings a pixel is seen: level l is the mean over 2^l by 2^l pixels. 1 is the pixel alone.
/// </param>
/// <param name="Image">Whether it reads the image besides what the network says; without it where it is known how many channels images have.</param>
/// <param name="Features">Whether it reads the decoder's features, where the network shows any.</param>
/// <param name="Passes">
/// Whether it reads mean and spread of several passes, which the wrapper TestTime gives; without it where there are any.
/// </param>
/// <param name="RoutesPerClass">Whether each of several independent classes has a routing of its own; otherwise all share one.</param>
public sealed record EstimatesOptions(
    [OptionRange(1, 1024)] int Width = 64,
    [OptionRange(1, 8)] int Levels = 6,
    bool? Image = null,
    bool Features = true,
    bool? Passes = null,
    bool RoutesPerClass = false
);
