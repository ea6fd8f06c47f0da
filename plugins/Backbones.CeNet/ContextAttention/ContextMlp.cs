using Backbones.CeNet.Attention;
using TorchSharp.Modules;

namespace Backbones.CeNet.ContextAttention;

/// <summary>The perceptron of a decoder stage: four times the channels, a depthwise convolution 3x3, the exact GELU, a spatial gate, and back.</summary>
internal sealed class ContextMlp : Module<Tensor, Tensor>
{
    private const int Ratio = 4;

    [ComponentName(Name = "fc1")]
    private readonly Conv2d _fc1;

    [ComponentName(Name = "dwconv")]
    private readonly Conv2d _dwconv;

    [ComponentName(Name = "fc2")]
    private readonly Conv2d _fc2;

    [ComponentName(Name = "srm")]
    private readonly SpatialGate _gate;

    public ContextMlp(int channels)
        : base(nameof(ContextMlp))
    {
        var hidden = Ratio * channels;
        _fc1 = Conv2d(channels, hidden, 1);
        _dwconv = Conv2d(hidden, hidden, 3, padding: 1, groups: hidden);
        _fc2 = Conv2d(hidden, channels, 1);
        _gate = new();
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        return Pointwise.Maps(_fc2, Gated(maps)).MoveToOuterDisposeScope();
    }

    private Tensor Gated(Tensor maps)
    {
        using var scope = NewDisposeScope();
        return _gate.call(ChannelsLast.Gelu(Filtered(maps))).MoveToOuterDisposeScope();
    }

    private Tensor Filtered(Tensor maps)
    {
        using var hidden = Pointwise.Maps(_fc1, maps);
        return _dwconv.call(hidden);
    }
}
