using Backbones.CeNet.Attention;
using TorchSharp.Modules;

namespace Backbones.CeNet.ContextAttention;

/// <summary>Multi-scale context attention (MCA): a channel gate, then a gate and a value from several scales, SiLU each, multiplied, projected, added to the input; at last the non-local attention that removes noise.</summary>
internal sealed class MultiScaleAttention : Module<Tensor, Tensor>
{
    private readonly Conv2d _gate;
    private readonly MultiOrderConvolution _value;
    private readonly Conv2d _projection;
    private readonly Nonlocal _denoising;
    private readonly ChannelGate _channels;

    public MultiScaleAttention(int channels, int[] rates, Options.GateNormalisation gate)
        : base(nameof(MultiScaleAttention))
    {
        _gate = Conv2d(channels, channels, 1);
        _value = new(channels, rates);
        _projection = Conv2d(channels, channels, 1);
        _denoising = new(channels);
        _channels = new(channels, gate);
        register_module("gate", _gate);
        register_module("value", _value);
        register_module("proj_2", _projection);
        register_module("denoising_module", _denoising);
        register_module("ccu", _channels);
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
