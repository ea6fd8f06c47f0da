namespace Faults.HeadEstimatesOtherwise;

/// <summary>Routes by other numbers than it is fitted on: those of the pixels are one more.</summary>
public sealed class Plugin : IPlugin
{
    public void Register(IPluginRegistration registration) => registration.AddHead<TinyPixelHeadFactory<Head>>();
}

public sealed class Head(HeadContext context) : TinyPixelHead(context)
{
    private bool _routes;

    public override Tensor Estimate(Tensor inputs)
    {
        using var scope = NewDisposeScope();
        var estimates = base.Estimate(inputs);
        return (_routes ? estimates : estimates + 1).MoveToOuterDisposeScope();
    }

    public override DeferralOutput Route(SegmentationOutput segmentation, CancellationToken cancellation = default)
    {
        _routes = true;
        try
        {
            return base.Route(segmentation, cancellation);
        }
        finally
        {
            _routes = false;
        }
    }
}
