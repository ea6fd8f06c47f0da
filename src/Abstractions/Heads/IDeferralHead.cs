using DeferredSeg.Abstractions.Backbones;

namespace DeferredSeg.Abstractions.Heads;

/// <summary>
/// The deferral function and the aggregated predictor (DeferredSeg, Sec. 4.1 and 4.3): from what a decoder gives to one routing logit
/// per pixel and recipient. Channel 0 is the segmentor, channels 1 to J are the experts, in the order of the configuration.
/// </summary>
/// <remarks>Ownership, device, errors and threads are those of <see cref="ISegmentorBackbone"/>.</remarks>
public interface IDeferralHead : IDisposable
{
    /// <summary>What the head is. The same value at every call.</summary>
    HeadDescription Describe();

    /// <summary>Computes the routing of P results.</summary>
    /// <param name="segmentation">
    /// What a backbone decoded: features <c>[P, C, h, w]</c>, logits <c>[P, K, H', W']</c>, native routing logits where there are any.
    /// </param>
    /// <param name="cancellation">Ends a long computation early.</param>
    /// <returns>Routing logits and predictor logit at the size H' by W' of the logits.</returns>
    /// <exception cref="ArgumentException">The features have other channels than the head was made for, or native routing logits are missing.</exception>
    DeferralOutput Route(SegmentationOutput segmentation, CancellationToken cancellation = default);
}
