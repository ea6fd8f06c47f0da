namespace Backbones.MedSam.Postprocessing;

/// <summary>Masks as MedSAM's inference makes them (Ma et al. 2024).</summary>
public static class MedSamMasks
{
    /// <summary>Probabilities at the image's size: the sigmoid first, then bilinear without aligned corners, straight from the small logits.</summary>
    /// <param name="logits">The decoder's logits <c>[P, S, 4 h, 4 w]</c>, <see cref="Decoding.DecodedMasks.Logits"/>.</param>
    /// <param name="height">The image's rows.</param>
    /// <param name="width">The image's columns.</param>
    /// <returns>float32 <c>[P, S, height, width]</c>; the caller's.</returns>
    public static Tensor Probabilities(Tensor logits, int height, int width)
    {
        using var scope = NewDisposeScope();
        return functional.interpolate(logits.sigmoid(), [height, width], mode: InterpolationMode.Bilinear, align_corners: false).MoveToOuterDisposeScope();
    }

    /// <summary>Masks at the image's size: where the probability is above 0.5, strictly.</summary>
    /// <returns>uint8 <c>[P, S, height, width]</c>, 0 or 1; the caller's.</returns>
    /// <inheritdoc cref="Probabilities"/>
    public static Tensor Of(Tensor logits, int height, int width)
    {
        using var scope = NewDisposeScope();
        return Probabilities(logits, height, width).gt(0.5).@byte().MoveToOuterDisposeScope();
    }
}
