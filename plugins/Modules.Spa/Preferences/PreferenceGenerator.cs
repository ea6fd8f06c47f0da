using TorchSharp.Modules;

namespace Modules.Spa.Preferences;

/// <summary>Layers <c>fc1</c> to <c>fcN</c>, ReLU between.</summary>
internal sealed class Perceptron : Module<Tensor, Tensor>
{
    private readonly List<Linear> _layers = [];

    /// <param name="widths">The input's, then each layer's.</param>
    public Perceptron(params IReadOnlyList<int> widths)
        : base(nameof(Perceptron))
    {
        for (var layer = 1; layer < widths.Count; layer++)
        {
            _layers.Add(Linear(widths[layer - 1], widths[layer]));
            register_module($"fc{layer}", _layers[^1]);
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var map = input.alias();
        for (var layer = 0; layer < _layers.Count; layer++)
            map = layer < _layers.Count - 1 ? _layers[layer].call(map).relu() : _layers[layer].call(map);
        return map.MoveToOuterDisposeScope();
    }
}

/// <summary>
/// Means and variances of the components from what the user did, the paper's reading: six linear layers on the interaction's embedding, 2M numbers, the
/// first half means.
/// </summary>
internal static class PreferenceVariance
{
    private const double Floor = 1e-6;

    /// <summary>Variances of what a network gave, above 0.</summary>
    public static Tensor Of(Tensor raw, VarianceRule rule)
    {
        using var scope = NewDisposeScope();
        var variance = rule switch
        {
            VarianceRule.Softplus => functional.softplus(raw) + Floor,
            VarianceRule.Exp => raw.exp(),
            _ => raw.relu() + Floor,
        };
        return variance.MoveToOuterDisposeScope();
    }

    /// <summary>Means and variances: the halves of the last axis.</summary>
    public static (Tensor Means, Tensor Variances) Halves(Tensor raw, VarianceRule rule)
    {
        var components = raw.shape[^1] / 2;
        using var second = raw.narrow(-1, components, components);
        return (raw.narrow(-1, 0, components), Of(second, rule));
    }
}

/// <summary>How a network's number becomes a variance.</summary>
public enum VarianceRule
{
    /// <summary>log(1 + exp(x)) + 1e-6: every number has a gradient.</summary>
    Softplus,

    /// <summary>The published program's max(x, 0) + 1e-6: a negative number has no gradient and stays.</summary>
    Relu,

    /// <summary>exp(x).</summary>
    Exp,
}

/// <summary>
/// The published program's network of means and variances: prompt tokens through two convolutions and their mean, the image's position code through three
/// convolutions and a mean over its quarters, both through three linear layers. Means and variances are averaged over the batch.
/// </summary>
internal sealed class TokenMeanVariance : Module<Tensor, Tensor, Tensor>
{
    private readonly Conv1d[] _tokens;
    private readonly Conv2d[] _position;
    private readonly Linear[] _linear;

    /// <param name="channels">Channels of tokens and of the position code.</param>
    /// <param name="components">M.</param>
    /// <param name="widths">Channels of the two token convolutions, the three position convolutions and the first two linear layers.</param>
    public TokenMeanVariance(int channels, int components, IReadOnlyList<int> widths)
        : base(nameof(TokenMeanVariance))
    {
        _tokens = [Conv1d(channels, widths[0], 3, padding: 1L), Conv1d(widths[0], widths[1], 3, padding: 1L)];
        _position = [Conv2d(channels, widths[2], 3, padding: 1), Conv2d(widths[2], widths[3], 3, padding: 1), Conv2d(widths[3], widths[4], 3, padding: 1)];
        _linear = [Linear(widths[1] + 4 * widths[4], widths[5]), Linear(widths[5], widths[6]), Linear(widths[6], 2 * components)];
        for (var i = 0; i < _tokens.Length; i++)
            register_module($"conv1d_{i + 1}", _tokens[i]);
        for (var i = 0; i < _linear.Length; i++)
        {
            register_module($"conv{i + 1}", _position[i]);
            register_module($"fc{i + 1}", _linear[i]);
        }
    }

    /// <summary>The published widths.</summary>
    public static IReadOnlyList<int> Published { get; } = [128, 64, 128, 64, 32, 128, 64];

    /// <param name="tokens">Prompt tokens, <c>[B, T, C]</c>.</param>
    /// <param name="position">The position code, <c>[1, C, h, w]</c>.</param>
    /// <returns>2M numbers of each image, <c>[B, 2M]</c>.</returns>
    public override Tensor forward(Tensor tokens, Tensor position)
    {
        using var scope = NewDisposeScope();
        var map = position.alias();
        foreach (var layer in _position)
            map = layer.call(map).relu();
        var joined = cat([Tokens(tokens), Quarters(map).expand(tokens.shape[0], -1)], 1);
        var hidden = _linear[1].call(_linear[0].call(joined).relu()).relu();
        return _linear[2].call(hidden).MoveToOuterDisposeScope();
    }

    /// <summary>What the tokens say, <c>[B, C]</c>.</summary>
    public Tensor Tokens(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        // A prompt may be a mask alone, which makes no token.
        if (tokens.shape[1] == 0)
            tokens = zeros([tokens.shape[0], 1, tokens.shape[2]], tokens.dtype, tokens.device);
        return _tokens[1].call(_tokens[0].call(tokens.transpose(1, 2)).relu()).relu().mean([2L]).MoveToOuterDisposeScope();
    }

    private static Tensor Quarters(Tensor map)
    {
        using var scope = NewDisposeScope();
        return functional.adaptive_avg_pool2d(map, [2L, 2L]).flatten(1).MoveToOuterDisposeScope();
    }
}
