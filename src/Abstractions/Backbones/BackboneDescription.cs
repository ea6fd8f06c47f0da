namespace DeferredSeg.Abstractions.Backbones;

/// <summary>What a backbone is, takes and gives.</summary>
public sealed record BackboneDescription
{
    /// <summary>The backbone's name, for example <c>UNet</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The version of the plugin that brings it.</summary>
    public required string Version { get; init; }

    /// <summary>The channels C of an input image.</summary>
    public required int InputChannels { get; init; }

    /// <summary>The classes K of the logits; 1 is a single foreground against the background.</summary>
    public required int Classes { get; init; }

    /// <summary>Whether the K classes exclude each other.</summary>
    public required ClassKind ClassKind { get; init; }

    /// <summary>The smallest height and width of an input, in pixels.</summary>
    public required int SmallestInput { get; init; }

    /// <summary>The maps that can be asked for by name, the finest first.</summary>
    public required IReadOnlyList<FeatureMap> Features { get; init; }

    /// <summary>Whether the embedding of an image is the same whatever other images share its batch (in evaluation mode).</summary>
    public required bool IsBatchIndependent { get; init; }
}
