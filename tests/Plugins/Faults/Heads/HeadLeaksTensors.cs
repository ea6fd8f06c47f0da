namespace Faults.HeadLeaksTensors;

/// <summary>Forgets a tensor at every call.</summary>
public sealed class Plugin : HeadPlugin<Head>;

public sealed class Head(HeadContext context) : TinyHead(context)
{
    public override DeferralOutput Route(SegmentationOutput segmentation, CancellationToken cancellation = default)
    {
        var output = base.Route(segmentation, cancellation);
        _ = segmentation.Features!.add(1);
        return output;
    }
}
