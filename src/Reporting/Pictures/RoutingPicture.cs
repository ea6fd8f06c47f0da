using DeferredSeg.Formats.Images;

namespace DeferredSeg.Reporting.Pictures;

/// <summary>Draws who answers for each pixel of an image.</summary>
public static class RoutingPicture
{
    private const int Channels = 3;

    /// <summary>
    /// Draws a decision map. Over an image, the model's pixels stay as they are and the experts' are blended with their colour of
    /// <see cref="RoutingPalette"/>; without one, the model's are light grey and the experts' plain.
    /// </summary>
    /// <param name="decision">Channels from 0, the model's, row-major, height x width.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="image">What lies beneath, of the same height and width: grey is repeated, 16 bits are reduced to 8, alpha is left out.</param>
    /// <param name="opacity">The part of an expert's colour over an image, from 0 to 1; the rest is the image.</param>
    /// <returns>RGB, 8 bits.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together, a value is no channel, or the opacity lies outside of its range.</exception>
    public static RasterImage Of(ReadOnlySpan<long> decision, int height, int width, RasterImage? image = null, double opacity = 0.5)
    {
        if (height < 1 || width < 1 || (long)height * width != decision.Length)
            throw new ArgumentException(
                $"The decision map has {decision.Length} values; expected height {height} x width {width}, both at least 1.",
                nameof(decision)
            );
        if (image is not null && (image.Height, image.Width) != (height, width))
            throw new ArgumentException(
                $"The image is {image.Height} x {image.Width}, the decision map {height} x {width}; resize one to the other.",
                nameof(image)
            );
        if (opacity is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(opacity), opacity, "The opacity is a number from 0 to 1.");
        var samples = new ushort[checked(decision.Length * Channels)];
        for (var pixel = 0; pixel < decision.Length; pixel++)
        {
            var channel = decision[pixel];
            if (channel < 0)
                throw new ArgumentException(
                    $"The decision map holds {channel} at row {pixel / width}, column {pixel % width}; expected 0 for the model, 1 and above for the experts.",
                    nameof(decision)
                );
            var beneath = image is null ? RoutingPalette.Model : PixelColour.Of(image, pixel);
            var colour = channel == 0 ? beneath : PixelColour.Blend(beneath, RoutingPalette.Expert(channel), image is null ? 1 : opacity);
            (samples[pixel * Channels], samples[pixel * Channels + 1], samples[pixel * Channels + 2]) = (colour.Red, colour.Green, colour.Blue);
        }
        return new(height, width, Channels, 8, samples);
    }
}
