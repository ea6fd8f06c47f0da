namespace Tiny;

/// <summary>A convolution, one of stride 2 beneath it, and both joined: K logits for images of even sizes.</summary>
public class TinyNetwork : Module<Tensor, Tensor>
{
    public const int Classes = 2;

    private readonly double _slope;
    private readonly Module<Tensor, Tensor> _fine;
    private readonly Module<Tensor, Tensor> _coarse;
    private readonly Module<Tensor, Tensor> _join;
    private readonly Module<Tensor, Tensor> _classify;

    public TinyNetwork(TinyOptions options)
        : base(nameof(TinyNetwork))
    {
        // What initialising leaves behind ends with the scope; the weights of convolutions do not.
        using var scope = NewDisposeScope();
        _slope = options.Slope;
        _fine = Conv2d(1, options.Width, 3, padding: 1, bias: options.Bias);
        _coarse = Conv2d(options.Width, 2 * options.Width, 3, stride: 2, padding: 1, bias: options.Bias);
        _join = Conv2d(3 * options.Width, options.Width, 3, padding: 1, bias: options.Bias);
        _classify = Conv2d(options.Width, Classes, 1, bias: options.Bias);
        register_module("fine", _fine);
        register_module("coarse", _coarse);
        register_module("join", _join);
        register_module("classify", _classify);
    }

    public (Tensor Fine, Tensor Coarse) Encode(Tensor images)
    {
        using var scope = NewDisposeScope();
        var fine = functional.leaky_relu(_fine.call(images), _slope);
        var coarse = functional.leaky_relu(_coarse.call(fine), _slope);
        return (fine.MoveToOuterDisposeScope(), coarse.MoveToOuterDisposeScope());
    }

    public virtual (Tensor Logits, Tensor Features) Decode(Tensor fine, Tensor coarse)
    {
        using var scope = NewDisposeScope();
        var raised = functional.interpolate(coarse, scale_factor: [2, 2], mode: InterpolationMode.Nearest);
        var features = functional.leaky_relu(_join.call(cat([fine, raised], 1)), _slope);
        return (_classify.call(features).MoveToOuterDisposeScope(), features.MoveToOuterDisposeScope());
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (fine, coarse) = Encode(input);
        return Decode(fine, coarse).Logits.MoveToOuterDisposeScope();
    }
}
