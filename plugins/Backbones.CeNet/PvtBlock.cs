using DeferredSeg.Abstractions.Backbones;
using TorchSharp.Modules;

namespace Backbones.CeNet;

/// <summary>A transformer block over maps <c>[B, C, H, W]</c>: attention and perceptron, each after a layer normalisation and with a shortcut.</summary>
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
        var attended = Residual(maps, _norm1, _attn);
        return Residual(attended, _norm2, _mlp).MoveToOuterDisposeScope();
    }

    private Tensor Residual(Tensor maps, LayerNorm norm, Module<Tensor, Tensor> layer)
    {
        using var scope = NewDisposeScope();
        var normalised = ChannelsLast.Maps(norm.call(ChannelsLast.Tokens(maps)).To(_precision), maps);
        return maps.add(StochasticDepth.Apply(layer.call(normalised), _dropPath, training)).MoveToOuterDisposeScope();
    }
}

/// <summary>Attention of every pixel to a smaller map: keys and values come from a convolution whose stride is its kernel.</summary>
internal sealed class PvtAttention : Module<Tensor, Tensor>
{
    private readonly int _heads;

    [ComponentName(Name = "q")]
    private readonly Linear _q;

    [ComponentName(Name = "kv")]
    private readonly Linear _kv;

    [ComponentName(Name = "proj")]
    private readonly Linear _proj;

    [ComponentName(Name = "sr")]
    private readonly Conv2d? _sr;

    [ComponentName(Name = "norm")]
    private readonly LayerNorm? _norm;

    /// <param name="width">Channels.</param>
    /// <param name="heads">Heads; they divide the width.</param>
    /// <param name="reduction">How many times smaller the map of keys and values is; 1: it is the map itself.</param>
    public PvtAttention(int width, int heads, int reduction)
        : base(nameof(PvtAttention))
    {
        _heads = heads;
        _q = Linear(width, width);
        _kv = Linear(width, 2 * width);
        _proj = Linear(width, width);
        if (reduction > 1)
        {
            _sr = Conv2d(width, width, reduction, stride: reduction);
            _norm = LayerNorm(width);
        }
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var tokens = ChannelsLast.Tokens(maps);
        var (batch, count, width) = (tokens.shape[0], tokens.shape[1], tokens.shape[2]);
        var each = width / _heads;
        var reduced = _sr is null ? tokens : _norm!.call(ChannelsLast.Tokens(_sr.Apply(maps)).to(_norm.weight!.dtype)).to(maps.dtype);

        var queries = _q.Apply(tokens).view(batch, count, _heads, each).transpose(1, 2);
        var pairs = _kv.Apply(reduced).view(batch, -1, 2, _heads, each).permute(2, 0, 3, 1, 4).unbind(0);
        var attended = functional.scaled_dot_product_attention(queries, pairs[0], pairs[1]).transpose(1, 2).reshape(batch, count, width);
        return ChannelsLast.Maps(_proj.Apply(attended), maps).MoveToOuterDisposeScope();
    }
}

/// <summary>A perceptron with a depthwise convolution 3x3 before its exact GELU.</summary>
internal sealed class PvtMlp : Module<Tensor, Tensor>
{
    [ComponentName(Name = "fc1")]
    private readonly Linear _fc1;

    // As in a module of its own: the weights are named dwconv.dwconv.
    [ComponentName(Name = "dwconv")]
    private readonly Sequential _dwconv;

    [ComponentName(Name = "fc2")]
    private readonly Linear _fc2;

    public PvtMlp(int width, int hidden)
        : base(nameof(PvtMlp))
    {
        _fc1 = Linear(width, hidden);
        _dwconv = Sequential(("dwconv", Conv2d(hidden, hidden, 3, padding: 1, groups: hidden)));
        _fc2 = Linear(hidden, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        return ChannelsLast.Maps(_fc2.Apply(Activated(maps)), maps).MoveToOuterDisposeScope();
    }

    private Tensor Activated(Tensor maps)
    {
        using var scope = NewDisposeScope();
        return ChannelsLast.Tokens(Filtered(maps)).gelu().MoveToOuterDisposeScope();
    }

    private Tensor Filtered(Tensor maps)
    {
        using var scope = NewDisposeScope();
        return ((Conv2d)_dwconv[0]).Apply(ChannelsLast.Maps(_fc1.Apply(ChannelsLast.Tokens(maps)), maps)).MoveToOuterDisposeScope();
    }
}

/// <summary>Skips a branch for some images of a training batch, and enlarges it for the others so that its mean stays (Huang et al., 2016).</summary>
internal static class StochasticDepth
{
    /// <param name="branch"><c>[B, …]</c>.</param>
    /// <param name="rate">The probability of skipping an image's branch, below 1; drawn from torch's default generator.</param>
    /// <param name="training">Otherwise nothing is skipped and nothing drawn.</param>
    public static Tensor Apply(Tensor branch, double rate, bool training)
    {
        if (!training || rate == 0)
            return branch;
        var keep = branch.new_empty([branch.shape[0], .. Enumerable.Repeat(1L, (int)branch.dim() - 1)]).bernoulli_(1 - rate).div_(1 - rate);
        return branch.mul(keep);
    }
}
