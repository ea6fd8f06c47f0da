using TorchSharp.Modules;

namespace Backbones.UNet;

/// <summary>Halves the map, then a double convolution.</summary>
internal sealed class Down : Module<Tensor, Tensor>
{
    [ComponentName(Name = "maxpool_conv")]
    private readonly Sequential _layers;

    public Down(int inputs, int outputs)
        : base(nameof(Down))
    {
        _layers = Sequential(MaxPool2d(2), new DoubleConv(inputs, outputs, outputs));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => _layers.call(input);
}
