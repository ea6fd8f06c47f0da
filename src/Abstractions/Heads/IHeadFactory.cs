using DeferredSeg.Abstractions.Backbones;

namespace DeferredSeg.Abstractions.Heads;

/// <summary>Makes a plugin's deferral head. Registered by <see cref="Plugins.IPluginRegistration.AddHead"/>.</summary>
public interface IHeadFactory
{
    /// <summary>The name by which a configuration asks for the head, for example <c>RoutingChannels</c>; as in <c>plugin.json</c>.</summary>
    string Id { get; }

    /// <summary>Makes the head with freshly initialised weights, which come from torch's own generator: the host seeds it before.</summary>
    /// <param name="context">The options, the device and the sizes it is made for.</param>
    /// <returns>A new head, the caller's to dispose; an <see cref="ITrainableHead"/> where it can be trained.</returns>
    /// <exception cref="ArgumentException">
    /// An option is unknown or out of range, or the head cannot serve these sizes; the message says what is expected.
    /// </exception>
    IDeferralHead Create(HeadContext context);
}

/// <summary>What a deferral head is made for.</summary>
/// <param name="Options">The head's own part of the configuration.</param>
/// <param name="Device">Where its parameters lie and where tensors will be passed in.</param>
/// <param name="Experts">The number J of experts, at least 1.</param>
/// <param name="FeatureChannels">Channels C of the decoder features that it may read; null where the backbone is a black box and shows none.</param>
/// <param name="Classes">Classes K of the segmentation.</param>
/// <param name="NativeRouting">Whether the backbone gives routing logits of its own, for exactly J + 1 channels.</param>
public sealed record HeadContext(IConfiguration Options, Device Device, int Experts, int? FeatureChannels, int Classes, bool NativeRouting)
{
    /// <summary>How the classes relate.</summary>
    public ClassKind ClassKind { get; init; } = ClassKind.Multilabel;

    /// <summary>Spatial axes of logits and features: 2 for images, 3 for volumes.</summary>
    public int SpatialAxes { get; init; } = 2;

    /// <summary>Channels of the images, for a head that reads them; null where they are not known.</summary>
    public int? ImageChannels { get; init; }

    /// <summary>Whether results come with <see cref="SegmentationOutput.Mean"/> and <see cref="SegmentationOutput.Spread"/> of several passes.</summary>
    public bool HasPasses { get; init; }
}
