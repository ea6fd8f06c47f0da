namespace Faults.HeadAdvancesGlobalGenerator;

/// <summary>Draws from torch's own generator.</summary>
public sealed class Plugin : HeadPlugin<Head>;

public sealed class Head(HeadContext context) : TinyHead(context)
{
    public override DeferralOutput Route(SegmentationOutput segmentation, CancellationToken cancellation = default)
    {
        rand(1).Dispose();
        return base.Route(segmentation, cancellation);
    }
}
