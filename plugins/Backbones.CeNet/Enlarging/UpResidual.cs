using Backbones.CeNet.Output;
using TorchSharp.Modules;

namespace Backbones.CeNet.Enlarging;

/// <summary>Bilinear doubling with aligned corners, then a residual block.</summary>
internal sealed class UpResidual : Module<Tensor, Tensor>
{
    [ComponentName(Name = "up")]
    private readonly Sequential _layers;

    public UpResidual(int inputs, int outputs, int kernel)
        : base(nameof(UpResidual))
    {
        _layers = Sequential(Upsample(scale_factor: [2, 2], mode: UpsampleMode.Bilinear, align_corners: true), new ResidualBlock(inputs, outputs, kernel));
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps) => _layers.call(maps);
}
