using TorchSharp.Modules;

namespace Backbones.CeNet.Output;

/// <summary>Two convolutions with batch normalisation and LeakyReLU .01 beside a shortcut, which is projected where the channels change.</summary>
internal sealed class ResidualBlock : Module<Tensor, Tensor>
{
    private const double Slope = 0.01;

    [ComponentName(Name = "conv1")]
    private readonly ConvolutionLayer _conv1;

    [ComponentName(Name = "conv2")]
    private readonly ConvolutionLayer _conv2;

    [ComponentName(Name = "norm1")]
    private readonly BatchNorm2d _norm1;

    [ComponentName(Name = "norm2")]
    private readonly BatchNorm2d _norm2;

    [ComponentName(Name = "conv3")]
    private readonly ConvolutionLayer? _conv3;

    [ComponentName(Name = "norm3")]
    private readonly BatchNorm2d? _norm3;

    public ResidualBlock(int inputs, int outputs, int kernel)
        : base(nameof(ResidualBlock))
    {
        _conv1 = new(inputs, outputs, kernel);
        _conv2 = new(outputs, outputs, kernel);
        _norm1 = BatchNorm2d(outputs);
        _norm2 = BatchNorm2d(outputs);
        if (inputs != outputs)
        {
            _conv3 = new(inputs, outputs, 1);
            _norm3 = BatchNorm2d(outputs);
        }
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps)
    {
        using var first = Normalised(_conv1, _norm1, maps).leaky_relu_(Slope);
        var inner = Normalised(_conv2, _norm2, first);
        if (_conv3 is null)
            return inner.add_(maps).leaky_relu_(Slope);
        using var shortcut = Normalised(_conv3, _norm3!, maps);
        return inner.add_(shortcut).leaky_relu_(Slope);
    }

    private static Tensor Normalised(ConvolutionLayer convolution, BatchNorm2d norm, Tensor maps)
    {
        // At 224 by 224 pixels a map of 32 channels has 6 MiB: each goes as soon as the next is there.
        using var convolved = convolution.call(maps);
        return norm.call(convolved);
    }
}
