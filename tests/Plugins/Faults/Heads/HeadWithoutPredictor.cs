namespace Faults.HeadWithoutPredictor;

/// <summary>Describes a predictor that it does not have.</summary>
public sealed class Plugin : HeadPlugin<Head>;

public sealed class Head(HeadContext context) : TinyHead(context)
{
    public override DeferralOutput Route(SegmentationOutput segmentation, CancellationToken cancellation = default)
    {
        using var output = base.Route(segmentation, cancellation);
        return new(output.RoutingLogits.clone());
    }
}
