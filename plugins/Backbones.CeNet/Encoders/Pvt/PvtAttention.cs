using TorchSharp.Modules;

namespace Backbones.CeNet.Encoders.Pvt;

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
