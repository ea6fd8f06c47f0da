using DeferredSeg.Abstractions.Cases;

namespace Backbones.MedSam;

/// <summary>Images as MedSAM's inference takes them (Ma et al. 2024).</summary>
public static class MedSamImage
{
    /// <summary>The input's height and width in the published inference.</summary>
    public const int Size = 1024;

    /// <summary>
    /// Resizes to a square without keeping the aspect ratio (cubic B-splines after smoothing, mirrored borders, cut off at the image's own minimum
    /// and maximum), then maps the minimum of all channels together to 0 and their maximum to 1. No colour is subtracted.
    /// </summary>
    /// <remarks>
    /// An 8-bit image (uint8) is cut down to whole numbers between the two steps, as the published inference does; any other is not, as in
    /// the authors' preparation of training data: that cut is meant for values up to 255 and would wrap 16-bit samples around.
    /// </remarks>
    /// <param name="image"><c>[C, H, W]</c> of any type: grey, grey and alpha, RGB, or RGBA; alpha is dropped.</param>
    /// <param name="size">Height and width of the result, at least 1.</param>
    /// <returns>float32 <c>[1, 3, size, size]</c> from 0 to 1, on the CPU; the caller's.</returns>
    /// <exception cref="ArgumentException">It is no such image, or the size is below 1.</exception>
    public static Tensor Prepare(Tensor image, int size = Size) => Prepare(image, size, size);

    /// <summary>The same of any size, for networks of another one than the published: each axis is resized by its own factor.</summary>
    /// <param name="image"><c>[C, H, W]</c> of any type: grey, grey and alpha, RGB, or RGBA; alpha is dropped.</param>
    /// <param name="height">Rows of the result, at least 1.</param>
    /// <param name="width">Columns of the result, at least 1.</param>
    /// <returns>float32 <c>[1, 3, height, width]</c> from 0 to 1, on the CPU; the caller's.</returns>
    /// <exception cref="ArgumentException">It is no such image, or a size is below 1.</exception>
    public static Tensor Prepare(Tensor image, int height, int width)
    {
        ColourPlanes.Check(image);
        using var scope = NewDisposeScope();
        var planes = Resized(image, height, width);
        if (image.dtype == ScalarType.Byte)
            foreach (var plane in planes)
                Truncate(plane);
        var (minimum, maximum) = (planes.Min(plane => plane.Min()), planes.Max(plane => plane.Max()));
        var range = Math.Max(maximum - minimum, 1e-8);
        var normalised = planes.Select(plane => Array.ConvertAll(plane, value => (float)((value - minimum) / range)));
        var colours = stack(normalised.Select(plane => tensor(plane, [height, width])));
        return colours.expand(3, -1, -1).unsqueeze(0).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>The same of an 8-bit image.</summary>
    /// <inheritdoc cref="Prepare(Tensor, int)"/>
    public static Tensor Prepare(ImagePlanes image, int size = Size)
    {
        using var samples = tensor(image.Values, [image.Channels, image.Height, image.Width], ScalarType.Byte);
        return Prepare(samples, size);
    }

    /// <summary>Boxes of the image as boxes of the resized one: each axis by its own factor.</summary>
    /// <param name="boxes"><c>[P, 4]</c>: left, top, right, bottom in pixels of the image.</param>
    /// <param name="height">The image's rows, at least 1.</param>
    /// <param name="width">The image's columns, at least 1.</param>
    /// <param name="size">Height and width of the resized image.</param>
    /// <returns>float32 <c>[P, 4]</c>, computed in float64; the caller's.</returns>
    /// <exception cref="ArgumentException">There are no rows of four numbers, or a size is below 1.</exception>
    public static Tensor ScaleBoxes(Tensor boxes, int height, int width, int size = Size)
    {
        if (boxes.dim() != 2 || boxes.shape[1] != 4)
            throw new ArgumentException($"Boxes [P, 4] are expected, not [{string.Join(", ", boxes.shape)}].", nameof(boxes));
        if (height < 1 || width < 1 || size < 1)
            throw new ArgumentException($"The image is {height} by {width} and the resized one {size} by {size}; every size is at least 1.");
        using var scope = NewDisposeScope();
        var sides = tensor(new double[] { width, height, width, height }, device: boxes.device);
        return boxes.to(ScalarType.Float64).div(sides).mul(size).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>The resized colours before the cut to whole numbers, each <c>[height, width]</c>; a grey image has one.</summary>
    internal static IReadOnlyList<double[]> Resized(Tensor image, int height, int width)
    {
        if (height < 1 || width < 1)
            throw new ArgumentException($"The image is to be {height} by {width}; every size is at least 1.");
        using var scope = NewDisposeScope();
        var samples = ColourPlanes.Of(image).cpu().to(ScalarType.Float64).contiguous();
        var (rows, columns) = ((int)samples.shape[1], (int)samples.shape[2]);
        var planes = samples.unbind(0).Select(plane => plane.contiguous().data<double>().ToArray()).ToList();
        var (minimum, maximum) = (planes.Min(plane => plane.Min()), planes.Max(plane => plane.Max()));
        return
        [
            .. planes.Select(plane =>
                Array.ConvertAll(SplineResize.Resize(new(plane, rows, columns), height, width).Values, value => Math.Clamp(value, minimum, maximum))
            ),
        ];
    }

    // What is a whole number but for rounding errors stays that number: evenly coloured regions, and images that have the size already.
    private static void Truncate(double[] plane)
    {
        for (var i = 0; i < plane.Length; i++)
            plane[i] = Math.Floor(plane[i] + 1e-9);
    }
}

/// <summary>Masks as MedSAM's inference makes them (Ma et al. 2024).</summary>
public static class MedSamMasks
{
    /// <summary>Probabilities at the image's size: the sigmoid first, then bilinear without aligned corners, straight from the small logits.</summary>
    /// <param name="logits">The decoder's logits <c>[P, S, 4 h, 4 w]</c>, <see cref="DecodedMasks.Logits"/>.</param>
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
