namespace Faults.HeadStateDictMisses;

/// <summary>Scales by a number drawn at random that the state dictionary does not know.</summary>
public sealed class Plugin : HeadPlugin<Head>;

public sealed class Head(HeadContext context) : TinyHead(context)
{
    private readonly float _secret = 1 + rand(1).item<float>();

    public override DeferralOutput Route(SegmentationOutput segmentation, CancellationToken cancellation = default)
    {
        using var output = base.Route(segmentation, cancellation);
        return new(output.RoutingLogits.mul(_secret), output.PredictorLogit!.clone());
    }
}
