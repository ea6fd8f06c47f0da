using TorchSharp.Modules;

namespace Backbones.UNet;

/// <summary>A convolution 1x1 with bias: features to logits.</summary>
internal sealed class OutConv : Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv")]
    private readonly Conv2d _conv;

    public OutConv(int inputs, int outputs)
        : base(nameof(OutConv))
    {
        _conv = Conv2d(inputs, outputs, 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => _conv.call(input);
}
