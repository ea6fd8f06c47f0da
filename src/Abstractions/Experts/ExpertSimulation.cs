using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Abstractions.Experts;

/// <summary>A simulated answer and how it came about.</summary>
/// <param name="Mask">The answer over the whole image: the same that the expert gives when it is asked.</param>
/// <param name="Partition"><c>[K, H, W]</c>, row by row: 0 background, 1 boundary, 2 foreground; the regions that accuracies are stated for.</param>
public sealed record ExpertSimulation(MaskPlanes Mask, byte[] Partition)
{
    /// <summary>The probability that a pixel is right, <c>[K, H, W]</c>, each 0 to 1; null where errors are not independent from pixel to pixel.</summary>
    public double[]? Probability { get; init; }
}
