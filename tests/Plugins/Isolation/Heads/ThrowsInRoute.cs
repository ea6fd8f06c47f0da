namespace Faults.ThrowsInRoute;

/// <summary>Throws in Route.</summary>
public sealed class Plugin : HeadPlugin<Head>;

public sealed class Head(HeadContext context) : TinyHead(context)
{
    public override DeferralOutput Route(SegmentationOutput segmentation, CancellationToken cancellation = default) =>
        throw new InvalidOperationException("This plugin throws here on purpose.");
}
