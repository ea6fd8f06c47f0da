namespace Backbones.ProbUNet;

/// <summary>
/// Probabilistic U-Net: a U-Net whose features are joined with a point of a latent space, so that each point is one coherent segmentation of an image that
/// may be read in several ways. A prior net says from the image which points are likely; a posterior net says it from image and annotation.
/// Source: Kohl, Romera-Paredes, Meyer, De Fauw, Ledsam, Maier-Hein, Eslami, Rezende and Ronneberger, "A Probabilistic U-Net for Segmentation of Ambiguous
/// Images", NeurIPS 2018. Its state dictionary has the names of the widely used PyTorch checkpoints (unet, prior, posterior, fcomb).
/// </summary>
public sealed class ProbUNet : Module
{
    [ComponentName(Name = "unet")]
    private readonly FeatureNetwork _unet;

    [ComponentName(Name = "prior")]
    private readonly GaussianNet _prior;

    [ComponentName(Name = "posterior")]
    private readonly GaussianNet _posterior;

    [ComponentName(Name = "fcomb")]
    private readonly Combination _fcomb;

    /// <summary>Builds the network with freshly initialised weights, from torch's default generator.</summary>
    public ProbUNet(ProbUNetOptions options)
        : base(nameof(ProbUNet))
    {
        // What initialising leaves behind ends with the scope; the weights of convolutions do not.
        using var scope = NewDisposeScope();
        Options = options;
        _unet = new FeatureNetwork(options.InputChannels, options.Levels);
        _prior = new GaussianNet(options.InputChannels, options.Levels, options.LatentSize);
        _posterior = new GaussianNet(options.InputChannels + 1, options.Levels, options.LatentSize);
        _fcomb = new Combination(options.Levels[0], options.LatentSize, options.Classes, options.CombinationLayers);
        RegisterComponents();
    }

    /// <summary>The shape it was built with.</summary>
    public ProbUNetOptions Options { get; }

    /// <summary>The U-Net's maps on the way down, finest first: level i at stride 2^i, its size rounded up.</summary>
    /// <param name="images">float <c>[B, InputChannels, H, W]</c>.</param>
    public Tensor[] Contract(Tensor images) => _unet.Contract(images);

    /// <summary>The U-Net's features, <c>[B, C, H, W]</c> with the channels C of the finest level.</summary>
    /// <param name="maps">What <see cref="Contract"/> returned; it stays the caller's.</param>
    public Tensor Expand(IReadOnlyList<Tensor> maps) => _unet.Expand(maps);

    /// <summary>Which points of the latent space are likely for the images.</summary>
    /// <param name="images">float <c>[B, InputChannels, H, W]</c>.</param>
    public DiagonalGaussian Prior(Tensor images) => _prior.Of(images);

    /// <summary>Which points of the latent space annotations of the images stand for.</summary>
    /// <param name="images">float <c>[B, InputChannels, H, W]</c>.</param>
    /// <param name="annotations"><c>[B, 1, H, W]</c>, 0 and 1; one channel whatever the number of classes.</param>
    public DiagonalGaussian Posterior(Tensor images, Tensor annotations)
    {
        using var both = cat([images, annotations], 1);
        return _posterior.Of(both);
    }

    /// <summary>Logits of points of the latent space, <c>[B, S, Classes, H, W]</c>.</summary>
    /// <param name="features">What <see cref="Expand"/> returned.</param>
    /// <param name="latents">S points for each image, <c>[B, S, LatentSize]</c>.</param>
    public Tensor Combine(Tensor features, Tensor latents) => _fcomb.call(features, latents);
}
