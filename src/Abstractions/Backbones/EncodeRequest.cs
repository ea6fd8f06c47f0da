namespace DeferredSeg.Abstractions.Backbones;

/// <summary>What the caller wants of an encoding besides what decoding needs.</summary>
/// <param name="FeatureNames">Names from <see cref="BackboneDescription.Features"/>.</param>
public sealed record EncodeRequest(IReadOnlyList<string> FeatureNames)
{
    /// <summary>Nothing besides what decoding needs.</summary>
    public static EncodeRequest None { get; } = new([]);
}
