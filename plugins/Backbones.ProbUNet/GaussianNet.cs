using TorchSharp.Modules;

namespace Backbones.ProbUNet;

/// <summary>A distribution over the latent space for each image: prior, or posterior where it also sees an annotation.</summary>
internal sealed class GaussianNet : Module
{
    [ComponentName(Name = "encoder")]
    private readonly ConvStack _encoder;

    // A convolution 1x1 to means, then logarithms of standard deviations.
    [ComponentName(Name = "conv_layer")]
    private readonly Conv2d _last;

    /// <param name="inputs">Channels of what it sees.</param>
    /// <param name="levels">Channels of each level, the finest first.</param>
    /// <param name="latents">Axes of the latent space.</param>
    public GaussianNet(int inputs, IReadOnlyList<int> levels, int latents)
        : base(nameof(GaussianNet))
    {
        _encoder = new ConvStack(inputs, levels.Select((channels, level) => (channels, level > 0)));
        _last = Conv2d(levels[^1], 2 * latents, 1);
        StartingWeights.He(_last);
        init.normal_(_last.bias!);
        RegisterComponents();
    }

    /// <param name="input"><c>[B, C, H, W]</c>.</param>
    public DiagonalGaussian Of(Tensor input)
    {
        using var scope = NewDisposeScope();
        var pooled = _encoder.call(ChannelsLast.Of(input)).mean([2], keepdim: true).mean([3], keepdim: true);
        var halves = _last.call(pooled).flatten(1).chunk(2, 1);
        return new(halves[0].MoveToOuterDisposeScope(), halves[1].MoveToOuterDisposeScope());
    }
}
