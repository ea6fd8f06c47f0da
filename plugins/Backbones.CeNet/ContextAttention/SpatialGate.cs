using TorchSharp.Modules;

namespace Backbones.CeNet.ContextAttention;

/// <summary>
/// A gate for each pixel (SRM) from the maximum, mean and standard deviation (unbiased) over its channels: convolutions 1x1 and 3x3 added, exact GELU,
/// batch normalisation, sigmoid.
/// </summary>
internal sealed class SpatialGate : Module<Tensor, Tensor>
{
    [ComponentName(Name = "pwc")]
    private readonly Conv2d _pwc;

    [ComponentName(Name = "dwc")]
    private readonly Conv2d _dwc;

    [ComponentName(Name = "bn")]
    private readonly BatchNorm2d _bn;

    public SpatialGate()
        : base(nameof(SpatialGate))
    {
        _pwc = Conv2d(3, 1, 1, bias: false);
        _dwc = Conv2d(3, 1, 3, padding: 1, bias: false);
        _bn = BatchNorm2d(1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var mean = maps.mean([1], keepdim: true);
        var found = cat([maps.amax([1], keepdim: true), mean, Deviation.Of(maps, mean, [1], unbiased: true)], 1);
        var gate = _bn.call(_pwc.call(found).add(_dwc.call(found)).gelu()).sigmoid();
        return maps.mul(gate).MoveToOuterDisposeScope();
    }
}
