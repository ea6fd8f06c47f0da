namespace Tiny;

/// <summary>A sound head of estimates to derive from: one linear layer on the logits of a pixel.</summary>
public class TinyPixelHead(HeadContext context) : IPixelwiseHead
{
    private readonly EstimateLayout _layout = new(context.ClassKind, context.Classes, context.Experts);
    private readonly Layer _layer = new(context);

    public Module Module => _layer;

    public virtual IReadOnlyList<string> WithoutDecay => ["layer.bias"];

    public virtual HeadDescription Describe() =>
        new()
        {
            Id = TinyHead.Id,
            Version = "1.0.0",
            Parameterisation = RoutingParameterisation.Estimates,
            HasPredictor = false,
            NeedsFeatures = false,
        };

    public virtual Tensor Inputs(SegmentationOutput segmentation) => segmentation.Logits.detach().clone();

    public virtual void Standardise(Tensor mean, Tensor deviation) => _layer.Standardise(mean, deviation);

    public virtual Tensor Estimate(Tensor inputs)
    {
        using var scope = NewDisposeScope();
        return _layer.Of(inputs).view(-1, _layout.Groups, _layout.Maps).MoveToOuterDisposeScope();
    }

    public virtual DeferralOutput Route(SegmentationOutput segmentation, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        var inputs = Inputs(segmentation);
        var (count, height, width) = (inputs.shape[0], inputs.shape[2], inputs.shape[3]);
        var estimates = Estimate(inputs.permute(0, 2, 3, 1).reshape(-1, inputs.shape[1]));
        var maps = estimates.view(count, height, width, _layout.Groups, _layout.Maps).permute(0, 3, 4, 1, 2).contiguous();
        return new(maps.MoveToOuterDisposeScope());
    }

    public virtual void Dispose()
    {
        _layer.Dispose();
        GC.SuppressFinalize(this);
    }

    private sealed class Layer : Module
    {
        private readonly Module<Tensor, Tensor> _layer;
        private readonly Tensor _mean;
        private readonly Tensor _deviation;

        public Layer(HeadContext context)
            : base(nameof(Layer))
        {
            using var scope = NewDisposeScope();
            var layout = new EstimateLayout(context.ClassKind, context.Classes, context.Experts);
            _layer = Linear(context.Classes, layout.Groups * layout.Maps);
            (_mean, _deviation) = (zeros(context.Classes).DetachFromDisposeScope(), ones(context.Classes).DetachFromDisposeScope());
            register_module("layer", _layer);
            register_buffer("mean", _mean);
            register_buffer("deviation", _deviation);
        }

        public Tensor Of(Tensor inputs) => _layer.call((inputs - _mean) / _deviation);

        public void Standardise(Tensor mean, Tensor deviation)
        {
            using var frozen = no_grad();
            _mean.copy_(mean);
            _deviation.copy_(deviation);
        }
    }
}

/// <summary>Makes a head of estimates that has no options.</summary>
public class TinyPixelHeadFactory<THead> : IHeadFactory
    where THead : TinyPixelHead
{
    public virtual string Id => TinyHead.Id;

    public virtual IDeferralHead Create(HeadContext context)
    {
        var problems = new OptionProblems(context.Options);
        problems.Known();
        problems.Throw();
        return (THead)Activator.CreateInstance(typeof(THead), context)!;
    }
}
