using TorchSharp.Modules;

namespace Modules.Spa.Layers;

/// <summary>Brings a preference into an image's embedding: the two joined, then three convolutions 1x1, each followed by ReLU (Sec. 3.3).</summary>
internal sealed class PreferenceLayers : Module<Tensor, Tensor, Tensor>
{
    private readonly Conv2d[] _layers;

    /// <param name="channels">L, of the embedding.</param>
    /// <param name="latents">Of the preference.</param>
    public PreferenceLayers(int channels, int latents)
        : base(nameof(PreferenceLayers))
    {
        _layers = [Conv2d(channels + latents, channels, 1), Conv2d(channels, channels, 1), Conv2d(channels, channels, 1)];
        for (var i = 0; i < _layers.Length; i++)
            register_module($"{i}", _layers[i]);
    }

    /// <param name="embedding"><c>[1 or N, L, h, w]</c>.</param>
    /// <param name="preferences"><c>[N, Z, h, w]</c>, or <c>[N, Z]</c>: the same at every pixel.</param>
    /// <returns><c>[N, L, h, w]</c>, at least 0.</returns>
    public override Tensor forward(Tensor embedding, Tensor preferences)
    {
        using var scope = NewDisposeScope();
        return Change(embedding, preferences).relu().MoveToOuterDisposeScope();
    }

    /// <summary>What comes of it before the last ReLU, <c>[N, L, h, w]</c>.</summary>
    public Tensor Change(Tensor embedding, Tensor preferences)
    {
        using var scope = NewDisposeScope();
        var (draws, height, width) = (preferences.shape[0], embedding.shape[2], embedding.shape[3]);
        var tiled = preferences.shape.Length == 2 ? preferences.unsqueeze(-1).unsqueeze(-1).expand(-1, -1, height, width) : preferences;
        var map = cat([embedding.expand(draws, -1, -1, -1), tiled], 1);
        for (var i = 0; i < _layers.Length; i++)
            map = i < _layers.Length - 1 ? _layers[i].call(map).relu() : _layers[i].call(map);
        return map.MoveToOuterDisposeScope();
    }

    /// <summary>Lets the last convolution begin with zeros.</summary>
    public void StartAtZero()
    {
        using var frozen = no_grad();
        _layers[^1].weight.zero_();
        _layers[^1].bias!.zero_();
    }
}
