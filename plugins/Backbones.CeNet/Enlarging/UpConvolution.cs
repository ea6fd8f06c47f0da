using TorchSharp.Modules;

namespace Backbones.CeNet.Enlarging;

/// <summary>Bilinear doubling with aligned corners, convolution without bias, batch normalisation, LeakyReLU .2.</summary>
internal sealed class UpConvolution : Module<Tensor, Tensor>
{
    [ComponentName(Name = "up")]
    private readonly Sequential _layers;

    public UpConvolution(int inputs, int outputs, int kernel)
        : base(nameof(UpConvolution))
    {
        _layers = Sequential(
            Upsample(scale_factor: [2, 2], mode: UpsampleMode.Bilinear, align_corners: true),
            Conv2d(inputs, outputs, kernel, padding: kernel / 2, bias: false),
            BatchNorm2d(outputs),
            LeakyReLU(0.2, inplace: true)
        );
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps) => _layers.call(maps);
}
