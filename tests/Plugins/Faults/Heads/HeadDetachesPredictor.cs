namespace Faults.HeadDetachesPredictor;

/// <summary>Cuts the predictor off from its parameters.</summary>
public sealed class Plugin : HeadPlugin<Head>;

public sealed class Head(HeadContext context) : TinyHead(context)
{
    public override DeferralOutput Route(SegmentationOutput segmentation, CancellationToken cancellation = default)
    {
        using var output = base.Route(segmentation, cancellation);
        using var constant = output.PredictorLogit!.detach();
        using var zero = output.RoutingLogits.mean();
        return new(output.RoutingLogits.clone(), constant.add(zero));
    }
}
