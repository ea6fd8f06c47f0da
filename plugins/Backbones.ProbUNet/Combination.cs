using TorchSharp.Modules;

namespace Backbones.ProbUNet;

/// <summary>
/// Features and latents to logits: every pixel's features next to the latent, then convolutions 1x1, with ReLU between. The first convolution is a sum of
/// a part of the features, computed once for all samples, and a part of the latent, which is the same number at every pixel.
/// </summary>
internal sealed class Combination : Module<Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "layers")]
    private readonly Sequential _layers;

    [ComponentName(Name = "last_layer")]
    private readonly Conv2d _last;

    /// <param name="features">Channels of the features, and of every map between.</param>
    /// <param name="latents">Axes of the latent space.</param>
    /// <param name="classes">Channels of the logits.</param>
    /// <param name="convolutions">How many, the last among them; at least 2.</param>
    public Combination(int features, int latents, int classes, int convolutions)
        : base(nameof(Combination))
    {
        _layers = Sequential([
            .. Enumerable
                .Range(0, convolutions - 1)
                .SelectMany(i => new Module<Tensor, Tensor>[] { Conv2d(i == 0 ? features + latents : features, features, 1), ReLU(inplace: true) }),
        ]);
        _last = Conv2d(features, classes, 1);
        StartingWeights.Orthogonal(_layers);
        StartingWeights.Orthogonal(_last);
        RegisterComponents();
    }

    /// <param name="features"><c>[B, C, H, W]</c>.</param>
    /// <param name="latents"><c>[B, S, L]</c>.</param>
    /// <returns><c>[B, S, K, H, W]</c>.</returns>
    public override Tensor forward(Tensor features, Tensor latents)
    {
        using var scope = NewDisposeScope();
        var first = (Conv2d)_layers[0];
        var channels = features.shape[1];
        var shared = functional.conv2d(features, first.weight.narrow(1, 0, channels), first.bias);
        var shifts = latents.matmul(first.weight.narrow(1, channels, latents.shape[2]).flatten(1).t()).unsqueeze(-1).unsqueeze(-1);
        return stack([.. Enumerable.Range(0, (int)latents.shape[1]).Select(sample => Sample(shared, shifts.select(1, sample)))], 1).MoveToOuterDisposeScope();
    }

    private Tensor Sample(Tensor shared, Tensor shift)
    {
        using var scope = NewDisposeScope();
        var map = (shared + shift).relu_();
        for (var i = 2; i < _layers.Count; i += 2)
            map = ((Conv2d)_layers[i]).call(map).relu_();
        return _last.call(map).MoveToOuterDisposeScope();
    }
}
