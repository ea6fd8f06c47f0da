using DeferredSeg.Formats.Images;

namespace DeferredSeg.Reporting.Pictures;

/// <summary>Draws who answers for each pixel of an image.</summary>
public static class RoutingPicture
{
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
        var channels = decision.ToArray();
        return PixelColour.Picture(height, width, Colour);

        RgbColour Colour(int pixel)
        {
            var channel = channels[pixel];
            if (channel < 0)
                throw new ArgumentException(
                    $"The decision map holds {channel} at row {pixel / width}, column {pixel % width}; expected 0 for the model, 1 and above for the experts.",
                    nameof(decision)
                );
            var beneath = image is null ? RoutingPalette.Model : PixelColour.Of(image, pixel);
            return channel == 0 ? beneath : PixelColour.Blend(beneath, RoutingPalette.Expert(channel), image is null ? 1 : opacity);
        }
    }
}

/// <summary>
/// The colours of routing pictures: the palette of Okabe and Ito (Color Universal Design, 2008), which people with any common
/// colour blindness can tell apart. Its black is left out, because it is what medical images are mostly made of, and so are sky blue and vermillion, which are
/// the colours of outlines (<see cref="OutlineColours"/>).
/// </summary>
public static class RoutingPalette
{
    private static readonly RgbColour[] _experts = [new(0, 158, 115), new(240, 228, 66), new(204, 121, 167), new(0, 114, 178), new(230, 159, 0)];

    /// <summary>What stands for the model where there is no image to show: light grey, <c>#d3d3d3</c>.</summary>
    public static RgbColour Model { get; } = new(211, 211, 211);

    /// <summary>
    /// The colour of an expert: 1 bluish green <c>#009e73</c>, 2 yellow <c>#f0e442</c>, 3 reddish purple <c>#cc79a7</c>, 4 blue <c>#0072b2</c>, 5 orange
    /// <c>#e69f00</c>. Experts 6 to 10 have the same at half their brightness, 11 to 15 at a third, and so on.
    /// </summary>
    /// <param name="channel">The expert's routing channel, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The channel is below 1.</exception>
    public static RgbColour Expert(long channel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channel, 1);
        var (round, index) = Math.DivRem(channel - 1, _experts.Length);
        var colour = _experts[index];
        var part = 1 + round;
        return new((byte)(colour.Red / part), (byte)(colour.Green / part), (byte)(colour.Blue / part));
    }
}
