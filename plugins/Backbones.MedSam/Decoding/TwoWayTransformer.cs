using TorchSharp.Modules;

namespace Backbones.MedSam.Decoding;

/// <summary>Two-way blocks, and a last look of the tokens at the image (Kirillov et al. 2023, App. A).</summary>
internal sealed class TwoWayTransformer : Module
{
    [ComponentName(Name = "layers")]
    private readonly ModuleList<TwoWayBlock> _layers;

    [ComponentName(Name = "final_attn_token_to_image")]
    private readonly TokenAttention _final;

    [ComponentName(Name = "norm_final_attn")]
    private readonly LayerNorm _norm;

    public TwoWayTransformer(int depth, int channels, int heads, int hidden)
        : base(nameof(TwoWayTransformer))
    {
        _layers = new([.. Enumerable.Range(0, depth).Select(layer => new TwoWayBlock(channels, heads, hidden, first: layer == 0))]);
        _final = new(channels, channels / 2, heads);
        _norm = LayerNorm(channels);
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
