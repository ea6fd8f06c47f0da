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
