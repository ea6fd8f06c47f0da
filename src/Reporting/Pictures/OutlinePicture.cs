using DeferredSeg.Formats.Images;

namespace DeferredSeg.Reporting.Pictures;

/// <summary>Draws outlines of masks over an image, in the colours of <see cref="OutlineColours"/>.</summary>
public static class OutlinePicture
{
    /// <summary>Draws the truth's and a prediction's outlines. An outline is the outermost pixels of a mask itself.</summary>
    /// <param name="image">What lies beneath; see <see cref="RoutingPicture"/>.</param>
    /// <param name="truth">The true masks, one plane of height x width for each class, row-major, zero is background; may be none.</param>
    /// <param name="prediction">The predicted masks, likewise.</param>
    /// <param name="thickness">How many pixels an outline is thick, at least 1.</param>
    /// <returns>RGB, 8 bits.</returns>
    /// <exception cref="ArgumentException">The thickness is below 1, or a mask has not as many pixels as the image.</exception>
    public static RasterImage Of(RasterImage image, IReadOnlyList<byte[]> truth, IReadOnlyList<byte[]> prediction, int thickness = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(thickness, 1);
        Require(image, truth, nameof(truth));
        Require(image, prediction, nameof(prediction));
        var (one, other) = (MaskOutline.Of(truth, image.Height, image.Width, thickness), MaskOutline.Of(prediction, image.Height, image.Width, thickness));
        return PixelColour.Picture(
            image.Height,
            image.Width,
            pixel =>
                (one[pixel], other[pixel]) switch
                {
                    (true, true) => OutlineColours.Both,
                    (true, false) => OutlineColours.Truth,
                    (false, true) => OutlineColours.Prediction,
                    _ => PixelColour.Of(image, pixel),
                }
        );
    }

    private static void Require(RasterImage image, IReadOnlyList<byte[]> masks, string name)
    {
        for (var mask = 0; mask < masks.Count; mask++)
        {
            if (masks[mask].Length != image.Height * image.Width)
                throw new ArgumentException(
                    $"Mask {mask} of the {name} has {masks[mask].Length} pixels, the image {image.Height} x {image.Width}; resize one to the other.",
                    name
                );
        }
    }
}

/// <summary>The colours of outlines: they mean who drew, whatever the class. Both hues can be told apart by people with any common colour blindness.</summary>
public static class OutlineColours
{
    /// <summary>The truth's: sky blue <c>#56b4e9</c>.</summary>
    public static RgbColour Truth { get; } = new(86, 180, 233);

    /// <summary>The model's or the system's: vermillion <c>#d55e00</c>.</summary>
    public static RgbColour Prediction { get; } = new(213, 94, 0);

    /// <summary>Where both lie on the same pixel: white.</summary>
    public static RgbColour Both { get; } = new(255, 255, 255);
}

/// <summary>The outlines of masks.</summary>
internal static class MaskOutline
{
    /// <summary>
    /// Marks what a mask loses when its outermost pixels, those that touch background or the border of the image by an edge, are
    /// taken off as often as the outline is thick. Several masks' outlines lie in one plane.
    /// </summary>
    /// <param name="masks">Planes of height x width, row-major; zero is background.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="thickness">How many pixels an outline is thick, at least 1.</param>
    public static bool[] Of(IReadOnlyList<byte[]> masks, int height, int width, int thickness = 1)
    {
        var outline = new bool[height * width];
        foreach (var mask in masks)
        {
            bool[] inside = [.. mask.Select(one => one != 0)];
            for (var layer = 0; layer < thickness; layer++)
            {
                int[] outermost = [.. Enumerable.Range(0, inside.Length).Where(pixel => inside[pixel] && IsOutermost(inside, pixel, height, width))];
                foreach (var pixel in outermost)
                    (inside[pixel], outline[pixel]) = (false, true);
            }
        }
        return outline;
    }

    private static bool IsOutermost(bool[] inside, int pixel, int height, int width)
    {
        var (row, column) = Math.DivRem(pixel, width);
        return row == 0
            || row == height - 1
            || column == 0
            || column == width - 1
            || !inside[pixel - width]
            || !inside[pixel + width]
            || !inside[pixel - 1]
            || !inside[pixel + 1];
    }
}
