using TorchSharp.Modules;

namespace Backbones.CeNet.Output;

/// <summary>Two convolutions with batch normalisation and LeakyReLU .01 beside a shortcut, which is projected where the channels change.</summary>
internal sealed class ResidualBlock : Module<Tensor, Tensor>
{
    private const double Slope = 0.01;

    private readonly ConvolutionLayer _conv1;
    private readonly ConvolutionLayer _conv2;
    private readonly BatchNorm2d _norm1;
    private readonly BatchNorm2d _norm2;
    private readonly ConvolutionLayer? _conv3;
    private readonly BatchNorm2d? _norm3;

    public ResidualBlock(int inputs, int outputs, int kernel)
        : base(nameof(ResidualBlock))
    {
        _conv1 = new(inputs, outputs, kernel);
        _conv2 = new(outputs, outputs, kernel);
        _norm1 = BatchNorm2d(outputs);
        _norm2 = BatchNorm2d(outputs);
        register_module("conv1", _conv1);
        register_module("conv2", _conv2);
        register_module("norm1", _norm1);
        register_module("norm2", _norm2);
        if (inputs == outputs) return;
        _conv3 = new(inputs, outputs, 1);
        _norm3 = BatchNorm2d(outputs);
        register_module("conv3", _conv3);
        register_module("norm3", _norm3);
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var inner = Convolved(maps);
        return inner.add_(_conv3 is null ? maps : _norm3!.call(_conv3.call(maps))).leaky_relu_(Slope).MoveToOuterDisposeScope();
    }

    private Tensor Convolved(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var first = _norm1.call(_conv1.call(maps)).leaky_relu_(Slope);
        return _norm2.call(_conv2.call(first)).MoveToOuterDisposeScope();
    }
}
