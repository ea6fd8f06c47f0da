using TorchSharp.Modules;

namespace Backbones.UNet;

/// <summary>Twice: convolution 3x3 without bias (padding 1), batch normalisation, ReLU.</summary>
internal sealed class DoubleConv : Module<Tensor, Tensor>
{
    [ComponentName(Name = "double_conv")]
    private readonly Sequential _layers;

    public DoubleConv(int inputs, int outputs, int between)
        : base(nameof(DoubleConv))
    {
        _layers = Sequential(
            Conv2d(inputs, between, 3, padding: 1, bias: false),
            BatchNorm2d(between),
            ReLU(inplace: true),
            Conv2d(between, outputs, 3, padding: 1, bias: false),
            BatchNorm2d(outputs),
            ReLU(inplace: true)
        );
        RegisterComponents();
    }

    /// <param name="input"><c>[B, C, H, W]</c>; convolutions, activations and the result have its type.</param>
    public override Tensor forward(Tensor input)
    {
        using var between = Half(0, input);
        return Half(3, between);
    }

    private Tensor Half(int first, Tensor input)
    {
        using var convolved = ((Conv2d)_layers[first]).Apply(input);
        return ((BatchNorm2d)_layers[first + 1]).call(convolved).relu_();
    }
}
