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
            ReLU(inplace: true));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => _layers.call(input);
}
