namespace Sound.NativeHead;

/// <summary>A head without parameters that hands on the backbone's own routing.</summary>
public sealed class Plugin : IPlugin
{
    public void Register(IPluginRegistration registration) => registration.AddHead<Factory>();
}

public sealed class Factory : IHeadFactory
{
    public string Id => TinyHead.Id;

    public IDeferralHead Create(HeadContext context)
    {
        var problems = new OptionProblems(context.Options);
        problems.Known();
        problems.Throw();
        return context.NativeRouting ? new Head() : throw new ArgumentException("This head needs a backbone that routes natively.", nameof(context));
    }
}

public sealed class Head : IDeferralHead
{
    public HeadDescription Describe() =>
        new()
        {
            Id = TinyHead.Id,
            Version = "1.0.0",
            Parameterisation = RoutingParameterisation.OneVsAll,
            HasPredictor = true,
            NeedsNativeRouting = true,
        };

    public DeferralOutput Route(SegmentationOutput segmentation, CancellationToken cancellation = default) =>
        segmentation.RoutingLogits is { } routing
            ? new(routing.clone(), segmentation.PredictorLogit?.clone())
            : throw new ArgumentException("The segmentation has no native routing logits.", nameof(segmentation));

    public void Dispose() { }
}
