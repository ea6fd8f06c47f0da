namespace Tiny;

/// <summary>A sound head to derive from: a convolution for the routing and one for the predictor.</summary>
public class TinyHead(HeadContext context, TinyHeadNetwork network) : ITrainableHead
{
    public const string Id = "Tiny";

    public TinyHead(HeadContext context)
        : this(context, new TinyHeadNetwork(context)) { }

    protected TinyHeadNetwork Network { get; } = network;

    protected HeadContext Context { get; } = context;

    public Module Module => Network;

    public virtual HeadDescription Describe() =>
        new()
        {
            Id = Id,
            Version = "1.0.0",
            Parameterisation = RoutingParameterisation.Softmax,
            HasPredictor = true,
        };

    public virtual DeferralOutput Route(SegmentationOutput segmentation, CancellationToken cancellation = default)
    {
        if (segmentation.Features!.shape[1] != Context.FeatureChannels!.Value)
            throw new ArgumentException(
                $"The features have {segmentation.Features.shape[1]} channels; the head was made for {Context.FeatureChannels}.",
                nameof(segmentation)
            );
        cancellation.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        var (routing, predictor) = Network.Route(segmentation.Features, segmentation.Logits.shape[2..]);
        return new(routing.unsqueeze(1).MoveToOuterDisposeScope(), predictor.MoveToOuterDisposeScope());
    }

    public virtual void Dispose()
    {
        Network.Dispose();
        GC.SuppressFinalize(this);
    }
}
