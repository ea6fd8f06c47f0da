namespace Backbones.Sam2;

/// <summary>Images as SAM 2's image predictor takes them (Ravi et al. 2024).</summary>
public static class Sam2Image
{
    /// <summary>The input's height and width in the published inference.</summary>
    public const int Size = 1024;

    private const float Byte = 255;
    private const float Word = 65535;

    private static readonly float[] _mean = [0.485f, 0.456f, 0.406f];
    private static readonly float[] _deviation = [0.229f, 0.224f, 0.225f];

    /// <summary>
    /// Brings an image to 0 to 1, resizes it to a square without keeping the aspect ratio (bilinear, antialiased), subtracts the mean colour and divides by
    /// the deviation. Nothing is padded.
    /// </summary>
    /// <remarks>
    /// The publication is for 8-bit images, which are divided by 255. Whole numbers of 16 bits (int32) are divided by 65535; of real numbers the least
    /// becomes 0 and the largest 1, over all channels together.
    /// </remarks>
    /// <param name="image"><c>[C, H, W]</c>: grey, grey and alpha, RGB, or RGBA; alpha is dropped.</param>
    /// <param name="size">Height and width of the result, at least 1.</param>
    /// <returns>float32 <c>[1, 3, size, size]</c> on the CPU; the caller's.</returns>
    /// <exception cref="ArgumentException">It is no such image, or the size is below 1.</exception>
    public static Tensor Prepare(Tensor image, int size = Size) => Prepare(image, size, size);

    /// <summary>The same of any size: each axis is resized by its own factor.</summary>
    /// <param name="image"><c>[C, H, W]</c>: grey, grey and alpha, RGB, or RGBA; alpha is dropped.</param>
    /// <param name="height">Rows of the result, at least 1.</param>
    /// <param name="width">Columns of the result, at least 1.</param>
    /// <returns>float32 <c>[1, 3, height, width]</c> on the CPU; the caller's.</returns>
    /// <exception cref="ArgumentException">It is no such image, or a size is below 1.</exception>
    public static Tensor Prepare(Tensor image, int height, int width)
    {
        ColourPlanes.Check(image);
        if (height < 1 || width < 1)
            throw new ArgumentException($"The image is to be {height} by {width}; every size is at least 1.");
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var colours = Normalised(ColourPlanes.Of(image).cpu());
        var rows = TriangleFilter.Matrix((int)colours.shape[1], height);
        var columns = TriangleFilter.Matrix((int)colours.shape[2], width);
        var resized = rows.matmul(colours.matmul(columns.t())).expand(3, -1, -1);
        return resized.sub(tensor(_mean).view(3, 1, 1)).div(tensor(_deviation).view(3, 1, 1)).unsqueeze(0).MoveToOuterDisposeScope();
    }

    /// <summary>Coordinates in pixels of the image as coordinates in pixels of the resized one: each axis by its own factor.</summary>
    /// <param name="coordinates">float <c>[…, 2]</c> x, y, or <c>[…, 4]</c> left, top, right, bottom.</param>
    /// <param name="height">The image's rows, at least 1.</param>
    /// <param name="width">The image's columns, at least 1.</param>
    /// <param name="size">Height and width of the resized image, at least 1.</param>
    /// <returns>float32 of the same shape, computed in float64; the caller's.</returns>
    /// <exception cref="ArgumentException">The last axis has another length, or a size is below 1.</exception>
    public static Tensor ScaleCoordinates(Tensor coordinates, int height, int width, int size = Size)
    {
        if (height < 1 || width < 1 || size < 1)
            throw new ArgumentException($"The image is {height} by {width} and the resized one {size} by {size}; every size is at least 1.");
        return ImageCoordinates.Scale(coordinates, size / (double)width, size / (double)height);
    }

    private static Tensor Normalised(Tensor colours)
    {
        if (colours.dtype == ScalarType.Byte)
            return colours.to(ScalarType.Float32).div(Byte);
        if (!colours.is_floating_point())
            return colours.to(ScalarType.Float32).div(Word);
        var exact = colours.to(ScalarType.Float64);
        var (least, most) = (exact.min(), exact.max());
        return exact.sub(least).div(most.sub(least).clamp(min: 1e-8)).to(ScalarType.Float32);
    }
}
