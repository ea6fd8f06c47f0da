using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Randomness;
using Modules.Spa.Preferences;

namespace Modules.Spa.Layers;

/// <summary>
/// SPA's own layers: <c>preference.comb</c> brings a preference into the embedding; <c>preference.ms</c> and <c>preference.pi</c>, or the published
/// program's <c>preference.EM_mean_variance</c> and <c>preference.EM_weights</c>, say from an interaction what is preferred.
/// </summary>
internal sealed class SpaNetwork : Module
{
    /// <summary>The prefix of the layers that bring a preference into the embedding.</summary>
    public const string Combine = "preference.comb.";

    /// <summary>The wrapped network's prefix in the state dictionary.</summary>
    public const string Wrapped = "network";

    private readonly SpaOptions _options;

    // In a tuple: fields that are modules would be registered once more, under their own names.
    private readonly (PreferenceLayers Combine, Module<Tensor, Tensor>? Means, TokenMeanVariance? OfficialMeans, Perceptron Weights) _parts;

    /// <param name="options">The choices.</param>
    /// <param name="channels">L, of the embedding.</param>
    /// <param name="wrapped">The wrapped network, which stays its owner's; null where it cannot be trained, and is not stored then.</param>
    /// <param name="published">Widths of the published program's networks, where they are not the published ones.</param>
    public SpaNetwork(SpaOptions options, int channels, Module? wrapped, (IReadOnlyList<int> Means, IReadOnlyList<int> Weights)? published = null)
        : base(nameof(SpaNetwork))
    {
        _options = options;
        var (components, hidden) = (options.Components, options.Hidden);
        var layers = new PreferenceLayers(channels, options.LatentChannels(channels));
        _parts = options.IsOfficial
            ? (
                layers,
                null,
                new(channels, components, published?.Means ?? TokenMeanVariance.Published),
                new([components, .. published?.Weights ?? [64, 128, 256, 128, 64], components])
            )
            : (
                layers,
                new Perceptron(channels, hidden, hidden, hidden, hidden, hidden, 2 * components),
                null,
                new(channels, hidden, hidden, hidden, hidden, hidden, components)
            );
        var own = new Group();
        own.Add("comb", layers);
        own.Add(options.IsOfficial ? "EM_mean_variance" : "ms", (Module?)_parts.OfficialMeans ?? _parts.Means!);
        own.Add(options.IsOfficial ? "EM_weights" : "pi", _parts.Weights);
        register_module("preference", own);
        if (wrapped is not null)
            register_module(Wrapped, wrapped);
        if (options.Start == SpaStart.Identity)
            layers.StartAtZero();
    }

    /// <summary>Parts that predict means and variances, and those that predict weights.</summary>
    public (string Means, string Weights) Generators =>
        _options.IsOfficial ? ("preference.EM_mean_variance.", "preference.EM_weights.") : ("preference.ms.", "preference.pi.");

    /// <summary>The weights that a conversation begins with, where weights follow from weights (official): random, together 1.</summary>
    public double[] FirstWeights(long seed)
    {
        if (First is { } first)
            return first;
        var random = StableRandom.Of(seed, "spa", "weights");
        double[] weights = [.. Enumerable.Range(0, _options.Components).Select(m => 1 - random.Uniform(m))];
        return [.. weights.Select(weight => weight / weights.Sum())];
    }

    /// <summary>The preference that an interaction asks for.</summary>
    /// <param name="tokens">The interaction, of one result; the published program's may be of a batch, whose preferences are averaged.</param>
    /// <param name="before">The weights that the last choice asked for, <c>[B][M]</c>; read by the published program's network alone.</param>
    public PreferenceMixture Prefer(PromptTokens tokens, params IReadOnlyList<double[]> before)
    {
        using var scope = NewDisposeScope();
        var means = _options.IsOfficial ? _parts.OfficialMeans!.call(tokens.Sparse, PositionCode(tokens.Dense)) : _parts.Means!.call(Interaction(tokens));
        var (mu, variances) = PreferenceVariance.Halves(means, _options.VarianceKind);
        Tensor weights;
        if (_options.IsOfficial)
        {
            weights = WeightsOf(tensor(before.SelectMany(one => one).ToArray(), [before.Count, _options.Components], tokens.Dense.dtype, tokens.Dense.device));
            weights = weights.mean([0L]);
            weights /= weights.sum();
        }
        else
            weights = _parts.Weights.call(Interaction(tokens)).softmax(-1).squeeze(0);
        return new(weights.MoveToOuterDisposeScope(), mu.mean([0L]).MoveToOuterDisposeScope(), variances.mean([0L]).MoveToOuterDisposeScope());
    }

    /// <summary>The weights that the published program's network makes of those that a choice asked for, <c>[B, M]</c>.</summary>
    public Tensor WeightsOf(Tensor before)
    {
        using var scope = NewDisposeScope();
        return _parts.Weights.call(before).softmax(-1).MoveToOuterDisposeScope();
    }

    /// <summary>The weights that a conversation begins with, whatever its seed; null for random ones.</summary>
    public double[]? First { get; init; }

    /// <summary>Where each pixel of a map lies, <c>[1, C, h, w]</c>, as the published program's network of means reads it.</summary>
    public Func<Tensor, Tensor> PositionCode { get; init; } = SinePosition.Of;

    /// <summary>Brings preferences into an embedding.</summary>
    /// <param name="embedding"><c>[1, L, h, w]</c>.</param>
    /// <param name="preferences"><c>[N, Z]</c> or <c>[N, Z, h, w]</c>.</param>
    public Tensor Condition(Tensor embedding, Tensor preferences)
    {
        using var scope = NewDisposeScope();
        var map = _options.Start == SpaStart.Identity ? embedding + _parts.Combine.Change(embedding, preferences) : _parts.Combine.call(embedding, preferences);
        return map.MoveToOuterDisposeScope();
    }

    /// <summary>The interaction as one vector, <c>[1, L]</c>: the mean of its tokens and the mean of its dense map, together.</summary>
    private static Tensor Interaction(PromptTokens tokens)
    {
        using var scope = NewDisposeScope();
        var vector = tokens.Dense.mean([2L, 3L]);
        if (tokens.Sparse.shape[1] > 0)
            vector += tokens.Sparse.mean([1L]);
        return vector.MoveToOuterDisposeScope();
    }

    /// <summary>Frees its own layers; the wrapped network is freed by who made it.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            foreach (var own in new Module?[] { _parts.Combine, _parts.Means, _parts.OfficialMeans, _parts.Weights })
                own?.Dispose();
        base.Dispose(false);
    }

    private sealed class Group() : Module(nameof(Group))
    {
        public void Add(string name, Module module) => register_module(name, module);
    }
}

/// <summary>
/// Where a pixel lies, as sines and cosines of its row and column: in place of a wrapped network's own code, which its contract does not show.
/// </summary>
internal static class SinePosition
{
    /// <summary>A code of a map's size, <c>[1, C, h, w]</c>, of the map's type.</summary>
    public static Tensor Of(Tensor map)
    {
        using var scope = NewDisposeScope();
        var (channels, height, width) = (map.shape[1], map.shape[2], map.shape[3]);
        Tensor Places(long count) => ((arange(count, ScalarType.Float32) + 0.5) / count * 2 - 1) * Math.PI;
        var frequencies = arange((channels + 3) / 4, ScalarType.Float32).view(-1, 1, 1) + 1;
        var rows = (frequencies * Places(height).view(1, -1, 1)).expand(-1, -1, width);
        var columns = (frequencies * Places(width).view(1, 1, -1)).expand(-1, height, -1);
        return cat([rows.sin(), rows.cos(), columns.sin(), columns.cos()], 0)
            .narrow(0, 0, channels)
            .unsqueeze(0)
            .to(map.dtype)
            .to(map.device)
            .MoveToOuterDisposeScope();
    }
}
