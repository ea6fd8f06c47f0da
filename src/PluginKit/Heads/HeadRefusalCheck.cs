using DeferredSeg.PluginKit.Backbones;

namespace DeferredSeg.PluginKit.Heads;

/// <summary>Segmentations that a head was not made for.</summary>
public sealed class HeadRefusalCheck : HeadCheck
{
    /// <inheritdoc/>
    public override string Name => "input-refusal";

    /// <inheritdoc/>
    public override string Proves =>
        "Features of another number of channels, and missing native routing where it is needed, are refused with an ArgumentException that leaves no tensor behind.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [Describes, Shapes];

    private protected override Verdict Examine(HeadTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        using var right = trial.Segmentation(1);
        using var more = trial.Segmentation(1, channels: (int)right.Features.shape[1] + 1);
        if (!trial.NativeRouting)
        {
            InputRefusalCheck.Refused(
                $"Route of features {Comparison.Describe(more.Features)} by a head for {right.Features.shape[1]} channels",
                () => trial.Head.Route(more)
            );
            return Verdict.Passed;
        }
        using var bare = new SegmentationOutput(right.Logits.clone(), right.Features.clone());
        InputRefusalCheck.Refused("Route without native routing logits", () => trial.Head.Route(bare));
        return Verdict.Passed;
    }
}
