using DeferredSeg.Abstractions.Backbones;

namespace DeferredSeg.Abstractions.Heads;

/// <summary>
/// A head of <see cref="RoutingParameterisation.Estimates"/> whose answer at a pixel follows from a vector of numbers at that pixel alone. The host fits it
/// on pixels drawn from all images at once, with the backbone as it is: seconds instead of epochs.
/// </summary>
public interface IPixelwiseHead : ITrainableHead
{
    /// <summary>What the head sees of each pixel, as it is, before <see cref="Standardise"/>; no gradient is wanted.</summary>
    /// <param name="segmentation">As for <see cref="IDeferralHead.Route"/>.</param>
    /// <returns>float32 <c>[P, F, H', W']</c>, F being the same at every call; in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">The segmentation lacks what the head was made for.</exception>
    Tensor Inputs(SegmentationOutput segmentation);

    /// <summary>Takes over how inputs are centred and scaled; they are buffers of the module and travel with its weights.</summary>
    /// <param name="mean">float32 <c>[F]</c>.</param>
    /// <param name="deviation">float32 <c>[F]</c>, above 0.</param>
    void Standardise(Tensor mean, Tensor deviation);

    /// <summary>The estimates of pixels, with a graph where gradients are on.</summary>
    /// <param name="inputs">float32 <c>[N, F]</c>, not yet standardised.</param>
    /// <returns>float32 <c>[N, G, M]</c>, as <see cref="EstimateLayout"/> has them; in the caller's dispose scope.</returns>
    Tensor Estimate(Tensor inputs);

    /// <summary>Names of the module's parameters that weight decay leaves alone, such as a prior that fitting starts from.</summary>
    IReadOnlyList<string> WithoutDecay { get; }
}
