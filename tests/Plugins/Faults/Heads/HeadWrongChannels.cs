namespace Faults.HeadWrongChannels;

/// <summary>Routes among one expert fewer than it was made for.</summary>
public sealed class Plugin : HeadPlugin<Head>;

public sealed class Head(HeadContext context) : TinyHead(context)
{
    public override DeferralOutput Route(SegmentationOutput segmentation, CancellationToken cancellation = default)
    {
        using var output = base.Route(segmentation, cancellation);
        return new(output.RoutingLogits.narrow(2, 0, Context.Experts), output.PredictorLogit!.clone());
    }
}
