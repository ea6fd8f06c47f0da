using TorchSharp.Modules;

namespace Modules.SafeClick.Layers;

/// <summary>The first expert: every place of the intermediate map looks at the embedding (Eq. 2 and 3).</summary>
internal sealed class CrossExpert : Module
{
    [ComponentName(Name = "norm_q")]
    private readonly LayerNorm _queries;

    [ComponentName(Name = "norm_kv")]
    private readonly LayerNorm? _keys;

    [ComponentName(Name = "attn")]
    private readonly TokenAttention _attention;

    [ComponentName(Name = "norm_mlp")]
    private readonly LayerNorm _norm;

    [ComponentName(Name = "mlp")]
    private readonly TokenPerceptron _perceptron;

    /// <param name="shape">The numbers.</param>
    /// <param name="sharedNorm">Whether queries and keys are normed with the same weights.</param>
    public CrossExpert(ExpertShape shape, bool sharedNorm)
        : base(nameof(CrossExpert))
    {
        _queries = LayerNorm(shape.Channels);
        _keys = sharedNorm ? null : LayerNorm(shape.Channels);
        _attention = new(shape.Channels, shape.Channels, shape.Heads);
        _norm = LayerNorm(shape.Channels);
        _perceptron = new(shape.Channels, shape.Hidden, shape.IsGelu);
        RegisterComponents();
    }

    /// <param name="intermediate">The transformed intermediate map, <c>[B, C, H, W]</c>.</param>
    /// <param name="embedding">The embedding, <c>[B, C, H, W]</c>.</param>
    /// <returns><c>[B, C, H, W]</c>.</returns>
    public Tensor Look(Tensor intermediate, Tensor embedding)
    {
        using var scope = NewDisposeScope();
        var tokens = ChannelsLast.Tokens(intermediate);
        var keys = (_keys ?? _queries).call(ChannelsLast.Tokens(embedding));
        var seen = _attention.AskMany(_queries.call(tokens), keys) + tokens;
        return ChannelsLast.Maps(_perceptron.call(_norm.call(seen)) + seen, intermediate).contiguous().MoveToOuterDisposeScope();
    }
}

/// <summary>The second expert: every place of the embedding looks at all others, and at no prompt (Eq. 4 and 5).</summary>
internal sealed class SelfExpert : Module
{
    [ComponentName(Name = "norm")]
    private readonly LayerNorm _tokens;

    [ComponentName(Name = "attn")]
    private readonly TokenAttention _attention;

    [ComponentName(Name = "norm_mlp")]
    private readonly LayerNorm _norm;

    [ComponentName(Name = "mlp")]
    private readonly TokenPerceptron _perceptron;

    /// <param name="shape">The numbers.</param>
    public SelfExpert(ExpertShape shape)
        : base(nameof(SelfExpert))
    {
        _tokens = LayerNorm(shape.Channels);
        _attention = new(shape.Channels, shape.Channels, shape.Heads);
        _norm = LayerNorm(shape.Channels);
        _perceptron = new(shape.Channels, shape.Hidden, shape.IsGelu);
        RegisterComponents();
    }

    /// <param name="embedding">The embedding, <c>[B, C, H, W]</c>.</param>
    /// <returns><c>[B, C, H, W]</c>.</returns>
    public Tensor Look(Tensor embedding)
    {
        using var scope = NewDisposeScope();
        var tokens = ChannelsLast.Tokens(embedding);
        var normed = _tokens.call(tokens);
        var seen = _attention.AskMany(normed, normed) + tokens;
        return ChannelsLast.Maps(_perceptron.call(_norm.call(seen)) + seen, embedding).contiguous().MoveToOuterDisposeScope();
    }
}

/// <summary>The numbers of an expert.</summary>
/// <param name="Channels">C of its tokens, a multiple of the heads.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="Hidden">Hidden channels of its perceptron.</param>
/// <param name="IsGelu">Whether the perceptron's activation is GELU; otherwise ReLU.</param>
internal readonly record struct ExpertShape(int Channels, int Heads, int Hidden, bool IsGelu);
