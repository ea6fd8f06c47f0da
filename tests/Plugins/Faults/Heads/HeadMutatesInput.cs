namespace Faults.HeadMutatesInput;

/// <summary>Normalises the features in place.</summary>
public sealed class Plugin : HeadPlugin<Head>;

public sealed class Head(HeadContext context) : TinyHead(context)
{
    public override DeferralOutput Route(SegmentationOutput segmentation, CancellationToken cancellation = default)
    {
        using (no_grad())
            segmentation.Features!.sub_(0.5);
        return base.Route(segmentation, cancellation);
    }
}
