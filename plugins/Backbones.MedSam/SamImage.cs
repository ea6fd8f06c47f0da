namespace Backbones.MedSam;

/// <summary>Images as SAM takes them (Kirillov et al. 2023): for checkpoints of SAM itself, not of MedSAM.</summary>
public static class SamImage
{
    /// <summary>The input's height and width for the published checkpoints.</summary>
    public const int Size = 1024;

    private static readonly float[] _mean = [123.675f, 116.28f, 103.53f];
    private static readonly float[] _deviation = [58.395f, 57.12f, 57.375f];

    /// <summary>The size at which the longer side fits and the aspect ratio is kept, rounded half up.</summary>
    /// <param name="height">The image's rows, at least 1.</param>
    /// <param name="width">The image's columns, at least 1.</param>
    /// <param name="size">The longer side of the result.</param>
    public static (int Height, int Width) ResizedSize(int height, int width, int size = Size)
    {
        if (height < 1 || width < 1 || size < 1)
            throw new ArgumentException($"An image of {height} by {width} cannot be resized to {size}; every size is at least 1.");
        var scale = size / (double)Math.Max(height, width);
        return (Math.Max(1, (int)(height * scale + 0.5)), Math.Max(1, (int)(width * scale + 0.5)));
    }

    /// <summary>
    /// Resizes so that the longer side fits, as the published code does by Pillow: triangle filter, antialiased, columns first, rounded after either
    /// axis.
    /// </summary>
    /// <param name="image">uint8 <c>[C, H, W]</c>: grey, grey and alpha, RGB, or RGBA; alpha is dropped.</param>
    /// <param name="size">The longer side of the result.</param>
    /// <returns>float32 <c>[3, h, w]</c>, whole numbers from 0 to 255, on the CPU; the caller's.</returns>
    /// <exception cref="ArgumentException">It is no such image.</exception>
    public static Tensor Resize(Tensor image, int size = Size)
    {
        ColourPlanes.Check(image);
        if (image.dtype != ScalarType.Byte)
            throw new ArgumentException($"An image of Byte is expected, 0 to 255, not {image.dtype}; SAM is defined for 8-bit images.", nameof(image));
        using var scope = NewDisposeScope();
        var (height, width) = ResizedSize((int)image.shape[1], (int)image.shape[2], size);
        var samples = ColourPlanes.Of(image).cpu().to(ScalarType.Float64);
        var colours = stack(samples.unbind(0).Select(plane => tensor(Resize(plane, height, width), [height, width])));
        return colours.expand(3, -1, -1).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Subtracts SAM's mean colour, divides by its deviation, and pads with zeros to the right and below.</summary>
    /// <param name="image">float32 <c>[3, h, w]</c>, 0 to 255, h and w at most <paramref name="size"/>.</param>
    /// <param name="size">Height and width of the result.</param>
    /// <returns>float32 <c>[1, 3, size, size]</c>; the caller's.</returns>
    /// <exception cref="ArgumentException">It is larger, or of another shape.</exception>
    public static Tensor Prepare(Tensor image, int size = Size)
    {
        var shape = image.shape;
        if (shape.Length != 3 || shape[0] != 3 || shape[1] > size || shape[2] > size)
            throw new ArgumentException(
                $"A resized image [3, h, w] with h and w of at most {size} is expected, not [{string.Join(", ", shape)}].",
                nameof(image)
            );
        using var scope = NewDisposeScope();
        var mean = tensor(_mean, device: image.device).view(3, 1, 1);
        var deviation = tensor(_deviation, device: image.device).view(3, 1, 1);
        var colours = image.to(ScalarType.Float32).sub(mean).div(deviation);
        return functional.pad(colours, (0, size - shape[2], 0, size - shape[1])).unsqueeze(0).MoveToOuterDisposeScope();
    }

    /// <summary>Coordinates in pixels of the image as coordinates in pixels of the resized one.</summary>
    /// <param name="coordinates">float <c>[…, 2]</c> x, y, or <c>[…, 4]</c> left, top, right, bottom.</param>
    /// <param name="height">The image's rows.</param>
    /// <param name="width">The image's columns.</param>
    /// <param name="size">The longer side of the resized image.</param>
    /// <returns>float32 of the same shape; the caller's.</returns>
    /// <exception cref="ArgumentException">The last axis has another length.</exception>
    public static Tensor ScaleCoordinates(Tensor coordinates, int height, int width, int size = Size)
    {
        var (newHeight, newWidth) = ResizedSize(height, width, size);
        return ImageCoordinates.Scale(coordinates, newWidth / (double)width, newHeight / (double)height);
    }

    private static float[] Resize(Tensor plane, int height, int width)
    {
        var samples = new Plane(plane.contiguous().data<double>().ToArray(), (int)plane.shape[0], (int)plane.shape[1]);
        var columns = TriangleResize.AlongRows(samples, width).Transposed();
        return Array.ConvertAll(TriangleResize.AlongRows(columns, height).Transposed().Values, value => (float)value);
    }
}

/// <summary>Masks as SAM makes them (Kirillov et al. 2023): for images that <see cref="SamImage"/> prepared.</summary>
public static class SamMasks
{
    /// <summary>Logits at the image's size: enlarged to the network's input, the padding cut off, then resized; bilinear without aligned corners.</summary>
    /// <param name="logits">The decoder's logits <c>[P, S, 4 h, 4 w]</c>, or those already of the input's size.</param>
    /// <param name="resized">The image's size within the network's input, <see cref="SamImage.ResizedSize"/>.</param>
    /// <param name="original">The image's own size.</param>
    /// <param name="size">Height and width of the network's input.</param>
    /// <returns>float32 <c>[P, S, original height, original width]</c>; the caller's.</returns>
    /// <exception cref="ArgumentException">The resized image is larger than the input.</exception>
    public static Tensor Logits(Tensor logits, (int Height, int Width) resized, (int Height, int Width) original, int size = SamImage.Size)
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
    public static Tensor Of(Tensor logits, (int Height, int Width) resized, (int Height, int Width) original, int size = SamImage.Size)
    {
        using var scope = NewDisposeScope();
        return Logits(logits, resized, original, size).gt(0).@byte().MoveToOuterDisposeScope();
    }

    private static Tensor Resize(Tensor maps, int height, int width) =>
        functional.interpolate(maps, [height, width], mode: InterpolationMode.Bilinear, align_corners: false);
}

/// <summary>
/// Resizes 8-bit samples along rows as Pillow's <c>resize</c> with the triangle filter (<c>BILINEAR</c>) does, which SAM's published code uses:
/// antialiased when shrinking, weights of 22 bits, rounded half up. Ties of the exact sums therefore fall as they do there.
/// </summary>
internal static class TriangleResize
{
    private const int Bits = 22;

    /// <param name="plane">Whole numbers from 0 to 255.</param>
    /// <param name="width">Columns of the result; the same plane where they stay.</param>
    public static Plane AlongRows(Plane plane, int width)
    {
        if (plane.Width == width)
            return plane;
        var resized = new double[plane.Height * width];
        for (var x = 0; x < width; x++)
        {
            var (first, exact) = TriangleFilter.At(x, plane.Width, width);
            var weights = Array.ConvertAll(exact, weight => (long)Math.Floor(weight * (1 << Bits) + 0.5));
            for (var y = 0; y < plane.Height; y++)
            {
                var sum = 1L << (Bits - 1);
                for (var i = 0; i < weights.Length; i++)
                    sum += weights[i] * (long)plane.Values[y * plane.Width + first + i];
                resized[y * width + x] = Math.Clamp(sum >> Bits, 0, 255);
            }
        }
        return new(resized, plane.Height, width);
    }
}
