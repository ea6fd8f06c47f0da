namespace Backbones.ProbUNet;

/// <summary>
/// The objective that the network was published with, which needs an annotation for each image (Kohl et al., Eq. 4): how well a point of the posterior gives
/// the annotation back, and how far the posterior is from the prior. Cross-entropy is a sum over pixels, classes and images and the divergence a mean
/// over images, so that their balance depends on the number of images. It owns its tensors.
/// </summary>
/// <param name="Reconstruction">The sum of the binary cross-entropy with logits, a scalar.</param>
/// <param name="Divergence">KL(posterior ‖ prior) of each image, <c>[B]</c>.</param>
public sealed record EvidenceLowerBound(Tensor Reconstruction, Tensor Divergence) : IDisposable
{
    /// <summary>The divergence's weight in the published training.</summary>
    public const double PublishedBeta = 10;

    /// <summary>Compares images with their annotations.</summary>
    /// <param name="network">Its gradients are recorded where the caller's mode says so.</param>
    /// <param name="images">float <c>[B, InputChannels, H, W]</c>.</param>
    /// <param name="annotations">What the posterior sees, <c>[B, 1, H, W]</c>, 0 and 1.</param>
    /// <param name="targets">What is to be given back, <c>[B, Classes, H, W]</c>, 0 to 1.</param>
    /// <param name="noise">Standard normal numbers, <c>[B, LatentSize]</c>: which point of the posterior.</param>
    public static EvidenceLowerBound Of(ProbUNet network, Tensor images, Tensor annotations, Tensor targets, Tensor noise)
    {
        using var scope = NewDisposeScope();
        var (prior, posterior) = (network.Prior(images), network.Posterior(images, annotations));
        var logits = network.Combine(network.Expand(network.Contract(images)), posterior.At(noise).unsqueeze(1)).squeeze(1);
        var reconstruction = functional.binary_cross_entropy_with_logits(logits, targets, reduction: Reduction.Sum);
        return new(reconstruction.MoveToOuterDisposeScope(), posterior.Divergence(prior).MoveToOuterDisposeScope());
    }

    /// <summary>The bound, a scalar: at most 0, and the larger the better.</summary>
    /// <param name="beta">The divergence's weight.</param>
    public Tensor Value(double beta = PublishedBeta)
    {
        using var scope = NewDisposeScope();
        return (-(Reconstruction + beta * Divergence.mean())).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// What the published training keeps small besides, with a weight of 1e-5: the sum of the 2-norms of all parameters of prior, posterior and combination,
    /// without the last convolution and without the U-Net.
    /// </summary>
    public static Tensor Penalty(ProbUNet network)
    {
        using var scope = NewDisposeScope();
        string[] parts = ["prior.", "posterior.", "fcomb.layers."];
        var norms = network
            .named_parameters()
            .Where(entry => parts.Any(part => entry.name.StartsWith(part, StringComparison.Ordinal)))
            .Select(entry => entry.parameter.norm());
        return stack([.. norms]).sum().MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Reconstruction.Dispose();
        Divergence.Dispose();
    }
}
