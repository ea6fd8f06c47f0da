namespace Backbones.Sam;

/// <summary>The colours of an image, without alpha.</summary>
internal static class ColourPlanes
{
    /// <exception cref="ArgumentException">It is no image of 1 to 4 channels.</exception>
    public static void Check(Tensor image)
    {
        var shape = image.shape;
        if (shape.Length != 3 || shape[0] is < 1 or > 4 || shape[1] < 1 || shape[2] < 1)
            throw new ArgumentException(
                $"An image [C, H, W] is expected, with 1 channel (grey), 2 (grey and alpha), 3 (RGB) or 4 (RGBA), not [{string.Join(", ", shape)}].",
                nameof(image)
            );
    }

    /// <summary>The 1 or 3 colours of a checked image, <c>[1 or 3, H, W]</c>; alpha is dropped, as the authors' scripts do.</summary>
    public static Tensor Of(Tensor image) => image.narrow(0, 0, image.shape[0] < 3 ? 1 : 3);
}
