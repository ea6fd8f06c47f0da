namespace Faults.ReturnsNullFromRoute;

/// <summary>Returns null from Route.</summary>
public sealed class Plugin : HeadPlugin<Head>;

public sealed class Head(HeadContext context) : TinyHead(context)
{
    public override DeferralOutput Route(SegmentationOutput segmentation, CancellationToken cancellation = default) => null!;
}
