using TorchSharp.Modules;

namespace Backbones.Sam;

/// <summary>Multi-head attention of the decoder, inside of which there may be fewer channels.</summary>
internal sealed class TokenAttention : Module
{
    private readonly int _heads;

    [ComponentName(Name = "q_proj")]
    private readonly Linear _q;

    [ComponentName(Name = "k_proj")]
    private readonly Linear _k;

    [ComponentName(Name = "v_proj")]
    private readonly Linear _v;

    [ComponentName(Name = "out_proj")]
    private readonly Linear _out;

    /// <param name="channels">C of queries, keys, values and results.</param>
    /// <param name="inside">Channels that heads share out.</param>
    /// <param name="heads">Heads.</param>
    public TokenAttention(int channels, int inside, int heads)
        : base(nameof(TokenAttention))
    {
        _heads = heads;
        _q = Linear(channels, inside);
        _k = Linear(channels, inside);
        _v = Linear(channels, inside);
        _out = Linear(inside, channels);
        RegisterComponents();
    }

    /// <summary>Keys and values ready for any queries: <c>[P, heads, c, N]</c> and <c>[P, heads, N, c]</c>, in the innermost dispose scope.</summary>
    public (Tensor Keys, Tensor Values) Remember(Tensor keys, Tensor values) => (Split(_k.Apply(keys)).transpose(2, 3), Split(_v.Apply(values)));

    /// <summary>What queries <c>[P, M, C]</c> find; the same shape.</summary>
    public Tensor Ask(Tensor queries, (Tensor Keys, Tensor Values) remembered)
    {
        using var scope = NewDisposeScope();
        var split = Split(_q.Apply(queries));
        var scale = Math.Sqrt(split.shape[3]);
        // The softmax over few keys is several times faster along an axis that is not the last.
        var weights =
            split.shape[2] > remembered.Keys.shape[3]
                ? remembered.Keys.transpose(2, 3).matmul(split.transpose(2, 3)).div(scale).softmax(2).transpose(2, 3)
                : split.matmul(remembered.Keys).div(scale).softmax(3);
        var found = weights.matmul(remembered.Values);
        return _out.Apply(found.transpose(1, 2).flatten(2)).MoveToOuterDisposeScope();
    }

    /// <summary>What queries <c>[P, M, C]</c> find among keys and values <c>[P, N, C]</c>.</summary>
    public Tensor Ask(Tensor queries, Tensor keys, Tensor values)
    {
        using var scope = NewDisposeScope();
        return Ask(queries, Remember(keys, values)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// What many queries <c>[P, M, C]</c> find among many keys <c>[P, N, C]</c>, which are the values too: no map of all scores is ever there.
    /// </summary>
    public Tensor AskMany(Tensor queries, Tensor keys)
    {
        using var scope = NewDisposeScope();
        var found = functional.scaled_dot_product_attention(Split(_q.Apply(queries)), Split(_k.Apply(keys)), Split(_v.Apply(keys)));
        return _out.Apply(found.transpose(1, 2).flatten(2)).MoveToOuterDisposeScope();
    }

    private Tensor Split(Tensor tokens) => tokens.view(tokens.shape[0], tokens.shape[1], _heads, tokens.shape[2] / _heads).transpose(1, 2);
}
