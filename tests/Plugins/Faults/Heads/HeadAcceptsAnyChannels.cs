namespace Faults.HeadAcceptsAnyChannels;

/// <summary>Takes features of any number of channels: others than its own are averaged.</summary>
public sealed class Plugin : HeadPlugin<Head>;

public sealed class Head(HeadContext context) : TinyHead(context)
{
    public override DeferralOutput Route(SegmentationOutput segmentation, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var features = segmentation.Features!;
        var (channels, shape) = (Context.FeatureChannels!.Value, features.shape);
        if (shape[1] != channels)
            features = features.mean([1], keepdim: true).expand(shape[0], channels, shape[2], shape[3]).contiguous();
        var (routing, predictor) = Network.Route(features, segmentation.Logits.shape[2..]);
        return new(routing.unsqueeze(1).MoveToOuterDisposeScope(), predictor.MoveToOuterDisposeScope());
    }
}
