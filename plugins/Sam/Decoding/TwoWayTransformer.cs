using TorchSharp.Modules;

namespace Backbones.Sam;

/// <summary>Two-way blocks, and a last look of the tokens at the image (Kirillov et al. 2023, App. A).</summary>
internal sealed class TwoWayTransformer : Module
{
    [ComponentName(Name = "layers")]
    private readonly ModuleList<TwoWayBlock> _layers;

    [ComponentName(Name = "final_attn_token_to_image")]
    private readonly TokenAttention _final;

    [ComponentName(Name = "norm_final_attn")]
    private readonly LayerNorm _norm;

    public TwoWayTransformer(DecoderShape shape)
        : base(nameof(TwoWayTransformer))
    {
        _layers = new([.. Enumerable.Range(0, shape.Depth).Select(layer => new TwoWayBlock(shape, first: layer == 0))]);
        _final = new(shape.Channels, shape.Channels / 2, shape.Heads);
        _norm = LayerNorm(shape.Channels);
        RegisterComponents();
    }

    /// <param name="start">Tokens, observers and image at the start.</param>
    /// <param name="positions">The image's positions, <c>[1, N, C]</c>.</param>
    /// <param name="cancellation">Looked at before every block.</param>
    public TwoWayState Transform(TwoWayState start, Tensor positions, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var places = start with { Image = positions };
        var state = start;
        foreach (var layer in _layers)
        {
            cancellation.ThrowIfCancellationRequested();
            state = layer.Transform(state, places);
        }
        var remembered = _final.Remember(state.Image + positions, state.Image);
        var tokens = Look(state.Tokens, places.Tokens, remembered);
        var observers = state.Observers is { } seen ? Look(seen, places.Observers!, remembered) : null;
        return new TwoWayState(tokens, observers, state.Image).Leave();
    }

    private Tensor Look(Tensor tokens, Tensor places, (Tensor, Tensor) remembered) => _norm.call(tokens + _final.Ask(tokens + places, remembered));
}

/// <summary>What goes through the two-way transformer.</summary>
/// <param name="Tokens">Tokens <c>[P, T, C]</c> that attend and are attended to.</param>
/// <param name="Observers">Tokens <c>[P, R, C]</c> that attend and are not attended to, except by each other; null without.</param>
/// <param name="Image"><c>[P, N, C]</c>.</param>
internal readonly record struct TwoWayState(Tensor Tokens, Tensor? Observers, Tensor Image)
{
    /// <summary>Moves all tensors out of the innermost dispose scope.</summary>
    public TwoWayState Leave()
    {
        Tokens.MoveToOuterDisposeScope();
        Observers?.MoveToOuterDisposeScope();
        Image.MoveToOuterDisposeScope();
        return this;
    }
}

/// <summary>
/// Tokens attend to each other, then to the image; a perceptron; the image attends to the tokens. A norm follows each. What tokens and
/// image are at the start, their place, is added to queries and keys, but not to values.
/// </summary>
/// <remarks>
/// Observers take every step that tokens take, with the same weights. They see the tokens as these were before the step, as the tokens
/// do themselves, and nothing sees them.
/// </remarks>
internal sealed class TwoWayBlock : Module
{
    private readonly bool _first;

    [ComponentName(Name = "self_attn")]
    private readonly TokenAttention _self;

    [ComponentName(Name = "norm1")]
    private readonly LayerNorm _norm1;

    [ComponentName(Name = "cross_attn_token_to_image")]
    private readonly TokenAttention _tokenToImage;

    [ComponentName(Name = "norm2")]
    private readonly LayerNorm _norm2;

    [ComponentName(Name = "mlp")]
    private readonly Module<Tensor, Tensor> _mlp;

    [ComponentName(Name = "norm3")]
    private readonly LayerNorm _norm3;

    [ComponentName(Name = "norm4")]
    private readonly LayerNorm _norm4;

    [ComponentName(Name = "cross_attn_image_to_token")]
    private readonly TokenAttention _imageToToken;

    /// <param name="shape">The decoder's numbers.</param>
    /// <param name="first">
    /// Whether it is the first block, where tokens are their places still: these are not added, and self-attention replaces the tokens.
    /// </param>
    public TwoWayBlock(DecoderShape shape, bool first)
        : base(nameof(TwoWayBlock))
    {
        var (channels, heads) = (shape.Channels, shape.Heads);
        _first = first;
        _self = new(channels, channels, heads);
        _norm1 = LayerNorm(channels);
        _tokenToImage = new(channels, channels / 2, heads);
        _norm2 = LayerNorm(channels);
        // The same perceptron; checkpoints of SAM and SAM 2 have other names for its layers.
        _mlp = shape.Sam2 is null ? new TokenPerceptron(channels, shape.Mlp) : new Perceptron(channels, shape.Mlp, channels, 2);
        _norm3 = LayerNorm(channels);
        _norm4 = LayerNorm(channels);
        _imageToToken = new(channels, channels / 2, heads);
        RegisterComponents();
    }

    public TwoWayState Transform(TwoWayState state, TwoWayState places)
    {
        using var scope = NewDisposeScope();
        var (tokens, observers) = (_norm1.call(SelfAttend(state.Tokens, places.Tokens)), Observe(state, places));

        var placed = state.Image + places.Image;
        var remembered = _tokenToImage.Remember(placed, state.Image);
        tokens = Settle(tokens, places.Tokens, remembered);
        if (observers is not null)
            observers = Settle(observers, places.Observers!, remembered);

        var image = _norm4.call(state.Image + _imageToToken.Ask(placed, tokens + places.Tokens, tokens));
        return new TwoWayState(tokens, observers, image).Leave();
    }

    private Tensor SelfAttend(Tensor tokens, Tensor places)
    {
        if (_first)
            return _self.Ask(tokens, tokens, tokens);
        var placed = tokens + places;
        return tokens + _self.Ask(placed, placed, tokens);
    }

    private Tensor? Observe(TwoWayState state, TwoWayState places)
    {
        if (state.Observers is not { } observers)
            return null;
        var seen = cat([state.Tokens, observers], 1);
        if (_first)
            return _norm1.call(_self.Ask(observers, seen, seen));
        var placed = seen + cat([places.Tokens, places.Observers!], 1);
        return _norm1.call(observers + _self.Ask(observers + places.Observers!, placed, seen));
    }

    // What the image says, then the perceptron.
    private Tensor Settle(Tensor tokens, Tensor places, (Tensor, Tensor) remembered)
    {
        var informed = _norm2.call(tokens + _tokenToImage.Ask(tokens + places, remembered));
        return _norm3.call(informed + _mlp.call(informed));
    }
}
