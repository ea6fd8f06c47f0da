using TorchSharp.Modules;

namespace Backbones.CeNet.Enlarging;

/// <summary>A transposed convolution of stride 2 without bias, and nothing else.</summary>
internal sealed class UpTransposed : Module<Tensor, Tensor>
{
    [ComponentName(Name = "up")]
    private readonly Sequential _convolution;

    public UpTransposed(int inputs, int outputs, int kernel)
        : base(nameof(UpTransposed))
    {
        _convolution = Sequential(("conv", ConvTranspose2d(inputs, outputs, kernel, stride: 2, padding: kernel / 2, output_padding: 1, bias: false)));
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps) => _convolution.call(maps);
}
