namespace Sound.LogitsHead;

/// <summary>A head that reads logits alone, so that a black box will do.</summary>
public sealed class Plugin : HeadPlugin<LogitsHead>;

public sealed class LogitsHead(HeadContext context) : TinyHead(context with { FeatureChannels = context.Classes })
{
    public override HeadDescription Describe() => base.Describe() with { NeedsFeatures = false };

    public override DeferralOutput Route(SegmentationOutput segmentation, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var (routing, predictor) = Network.Route(segmentation.Logits, segmentation.Logits.shape[2..]);
        return new(routing.unsqueeze(1).MoveToOuterDisposeScope(), predictor.MoveToOuterDisposeScope());
    }
}
