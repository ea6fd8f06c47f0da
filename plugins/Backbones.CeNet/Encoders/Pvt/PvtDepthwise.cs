using TorchSharp.Modules;

namespace Backbones.CeNet.Encoders.Pvt;

/// <summary>A depthwise convolution 3x3 with bias, under the name that the weights give it.</summary>
internal sealed class PvtDepthwise : Module<Tensor, Tensor>
{
    [ComponentName(Name = "dwconv")]
    private readonly Conv2d _dwconv;

    public PvtDepthwise(int width)
        : base(nameof(PvtDepthwise))
    {
        _dwconv = Conv2d(width, width, 3, padding: 1, groups: width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps) => _dwconv.Apply(maps);
}
