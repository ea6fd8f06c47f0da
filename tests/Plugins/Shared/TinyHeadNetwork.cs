namespace Tiny;

/// <summary>The convolutions of the tiny head.</summary>
public class TinyHeadNetwork : Module
{
    private readonly Module<Tensor, Tensor> _routing;
    private readonly Module<Tensor, Tensor> _predictor;

    public TinyHeadNetwork(HeadContext context)
        : base(nameof(TinyHeadNetwork))
    {
        // What initialising leaves behind ends with the scope; the weights of convolutions do not.
        using var scope = NewDisposeScope();
        _routing = Conv2d(context.FeatureChannels!.Value, context.Experts + 1, 1);
        _predictor = Conv2d(context.FeatureChannels!.Value, 1, 1);
        register_module("routing", _routing);
        register_module("predictor", _predictor);
    }

    public (Tensor Routing, Tensor Predictor) Route(Tensor features, long[] size)
    {
        using var scope = NewDisposeScope();
        var raised = functional.interpolate(features, size: size, mode: InterpolationMode.Bilinear);
        return (_routing.call(raised).MoveToOuterDisposeScope(), _predictor.call(raised).MoveToOuterDisposeScope());
    }
}
