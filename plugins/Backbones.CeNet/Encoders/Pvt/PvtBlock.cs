using DeferredSeg.Abstractions.Backbones;
using TorchSharp.Modules;

namespace Backbones.CeNet.Encoders.Pvt;

/// <summary>A transformer block over maps <c>[B, C, H, W]</c>: attention and perceptron, each after a layer normalisation and beside a shortcut.</summary>
internal sealed class PvtBlock : Module<Tensor, Tensor>
{
    [ComponentName(Name = "norm1")]
    private readonly LayerNorm _norm1;

    [ComponentName(Name = "attn")]
    private readonly PvtAttention _attn;

    [ComponentName(Name = "norm2")]
    private readonly LayerNorm _norm2;

    [ComponentName(Name = "mlp")]
    private readonly PvtMlp _mlp;
    private readonly double _dropPath;
    private readonly EncoderPrecision _precision;

    public PvtBlock(int width, int heads, int mlpRatio, int reduction, double dropPath, EncoderPrecision precision)
        : base(nameof(PvtBlock))
    {
        _dropPath = dropPath;
        _precision = precision;
        _norm1 = LayerNorm(width, eps: 1e-6);
        _attn = new(width, heads, reduction);
        _norm2 = LayerNorm(width, eps: 1e-6);
        _mlp = new(width, width * mlpRatio);
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var attended = Beside(maps, _norm1, _attn);
        return Beside(attended, _norm2, _mlp).MoveToOuterDisposeScope();
    }

    private Tensor Beside(Tensor maps, LayerNorm norm, Module<Tensor, Tensor> layer)
    {
        using var scope = NewDisposeScope();
        var normalised = ChannelsLast.Maps(norm.call(ChannelsLast.Tokens(maps)).To(_precision), maps);
        return maps.add(StochasticDepth.Apply(layer.call(normalised), _dropPath, training)).MoveToOuterDisposeScope();
    }
}
