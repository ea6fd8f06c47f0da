namespace Faults.HeadNotDeterministic;

/// <summary>Adds a number that grows from call to call.</summary>
public sealed class Plugin : HeadPlugin<Head>;

public sealed class Head(HeadContext context) : TinyHead(context)
{
    private int _calls;

    public override DeferralOutput Route(SegmentationOutput segmentation, CancellationToken cancellation = default)
    {
        using var output = base.Route(segmentation, cancellation);
        return new(output.RoutingLogits.add(0.01 * _calls++), output.PredictorLogit!.clone());
    }
}
