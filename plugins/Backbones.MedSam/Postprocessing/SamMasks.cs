namespace Backbones.MedSam.Postprocessing;

/// <summary>Masks as SAM makes them (Kirillov et al. 2023): for images that <see cref="Preprocessing.SamImage"/> prepared.</summary>
public static class SamMasks
{
    /// <summary>Logits at the image's size: enlarged to the network's input, the padding cut off, then resized; bilinear without aligned corners.</summary>
    /// <param name="logits">The decoder's logits <c>[P, S, 4 h, 4 w]</c>, or those already of the input's size.</param>
    /// <param name="resized">The image's size within the network's input, <see cref="Preprocessing.SamImage.ResizedSize"/>.</param>
    /// <param name="original">The image's own size.</param>
    /// <param name="size">Height and width of the network's input.</param>
    /// <returns>float32 <c>[P, S, original height, original width]</c>; the caller's.</returns>
    /// <exception cref="ArgumentException">The resized image is larger than the input.</exception>
    public static Tensor Logits(Tensor logits, (int Height, int Width) resized, (int Height, int Width) original, int size = Preprocessing.SamImage.Size)
    {
        if (resized.Height > size || resized.Width > size)
            throw new ArgumentException(
                $"The resized image is {resized.Height} by {resized.Width}, larger than the input of {size} by {size}.",
                nameof(resized)
            );
        using var scope = NewDisposeScope();
        var input = Resize(logits, size, size).narrow(2, 0, resized.Height).narrow(3, 0, resized.Width);
        return Resize(input, original.Height, original.Width).MoveToOuterDisposeScope();
    }

    /// <summary>Masks at the image's size: where the logit is above 0.</summary>
    /// <returns>uint8 <c>[P, S, original height, original width]</c>, 0 or 1; the caller's.</returns>
    /// <inheritdoc cref="Logits"/>
    public static Tensor Of(Tensor logits, (int Height, int Width) resized, (int Height, int Width) original, int size = Preprocessing.SamImage.Size)
    {
        using var scope = NewDisposeScope();
        return Logits(logits, resized, original, size).gt(0).@byte().MoveToOuterDisposeScope();
    }

    private static Tensor Resize(Tensor maps, int height, int width) =>
        functional.interpolate(maps, [height, width], mode: InterpolationMode.Bilinear, align_corners: false);
}
