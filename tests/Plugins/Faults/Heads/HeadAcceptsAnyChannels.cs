namespace Faults.HeadAcceptsAnyChannels;

/// <summary>Does not check the features: what the convolution throws comes out.</summary>
public sealed class Plugin : HeadPlugin<Head>;

public sealed class Head(HeadContext context) : TinyHead(context)
{
    public override DeferralOutput Route(SegmentationOutput segmentation, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var (routing, predictor) = Network.Route(segmentation.Features, segmentation.Logits.shape[2..]);
        return new(routing.unsqueeze(1).MoveToOuterDisposeScope(), predictor.MoveToOuterDisposeScope());
    }
}
