using Backbones.CeNet.Attention;
using TorchSharp.Modules;

namespace Backbones.CeNet.ContextAttention;

/// <summary>
/// Multi-scale context attention (MCA): a channel gate, then a gate and a value from several scales, SiLU each, multiplied, projected, added to the
/// input; at last the non-local attention that removes noise.
/// </summary>
internal sealed class MultiScaleAttention : Module<Tensor, Tensor>
{
    [ComponentName(Name = "gate")]
    private readonly Conv2d _gate;

    [ComponentName(Name = "value")]
    private readonly MultiOrderConvolution _value;

    [ComponentName(Name = "proj_2")]
    private readonly Conv2d _projection;

    [ComponentName(Name = "denoising_module")]
    private readonly Nonlocal _denoising;

    [ComponentName(Name = "ccu")]
    private readonly ChannelGate _channels;

    public MultiScaleAttention(int channels, int[] rates, Options.GateNormalisation gate)
        : base(nameof(MultiScaleAttention))
    {
        _gate = Conv2d(channels, channels, 1);
        _value = new(channels, rates);
        _projection = Conv2d(channels, channels, 1);
        _denoising = new(channels);
        _channels = new(channels, gate);
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        return _denoising.call(maps.add(Gated(maps))).MoveToOuterDisposeScope();
    }

    private Tensor Gated(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var gated = _channels.call(maps);
        var product = Pointwise.Maps(_gate, gated).silu().mul(_value.call(gated).silu());
        return Pointwise.Maps(_projection, product).MoveToOuterDisposeScope();
    }
}
