using DeferredSeg.Formats.Images;

namespace DeferredSeg.Reporting.Pictures;

/// <summary>Draws probabilities in the colours of <see cref="ColourMap"/>.</summary>
public static class HeatPicture
{
    /// <summary>Draws a map, over an image or alone.</summary>
    /// <param name="values">From 0 to 1, row-major, height x width.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="image">
    /// What lies beneath, of the same height and width, in grey, so that all colours are the map's: 16 bits are rounded to 8, alpha is left out. Null
    /// draws the map alone.
    /// </param>
    /// <param name="opacity">The part of the map's colour over an image, from 0 to 1; the rest is the image.</param>
    /// <returns>RGB, 8 bits.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together, or the opacity lies outside of its range.</exception>
    public static RasterImage Of(ReadOnlySpan<float> values, int height, int width, RasterImage? image = null, double opacity = 0.6)
    {
        if (height < 1 || width < 1 || (long)height * width != values.Length)
            throw new ArgumentException($"The heat map has {values.Length} values; expected height {height} x width {width}, both at least 1.", nameof(values));
        if (image is not null && (image.Height, image.Width) != (height, width))
            throw new ArgumentException(
                $"The image is {image.Height} x {image.Width}, the heat map {height} x {width}; resize one to the other.",
                nameof(image)
            );
        if (opacity is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(opacity), opacity, "The opacity is a number from 0 to 1.");
        var map = values.ToArray();
        return PixelColour.Picture(
            height,
            width,
            pixel => image is null ? ColourMap.Of(map[pixel]) : PixelColour.Blend(Grey(PixelColour.Of(image, pixel)), ColourMap.Of(map[pixel]), opacity)
        );
    }

    // ITU-R BT.601.
    private static RgbColour Grey(RgbColour colour)
    {
        var grey = (byte)Math.Round(0.299 * colour.Red + 0.587 * colour.Green + 0.114 * colour.Blue);
        return new(grey, grey, grey);
    }
}

/// <summary>
/// The colours of heat maps: viridis (S. van der Walt and N. Smith, 2015, CC0), from dark purple over green to yellow. Equal steps of the value look
/// equally far apart, people with any common colour blindness see the same order, and so does a grey print.
/// </summary>
public static class ColourMap
{
    // Viridis at 0, 0.1, …, 1.
    private static readonly RgbColour[] _anchors =
    [
        new(0x44, 0x01, 0x54),
        new(0x48, 0x25, 0x76),
        new(0x41, 0x44, 0x87),
        new(0x35, 0x60, 0x8d),
        new(0x2a, 0x78, 0x8e),
        new(0x21, 0x90, 0x8c),
        new(0x22, 0xa8, 0x84),
        new(0x43, 0xbf, 0x71),
        new(0x7a, 0xd1, 0x51),
        new(0xbb, 0xdf, 0x27),
        new(0xfd, 0xe7, 0x25),
    ];

    /// <summary>The colour of a value; between eleven colours of the map the three parts are linear.</summary>
    /// <param name="value">From 0 to 1; what lies outside counts as the nearer of both, what is no number as 0.</param>
    public static RgbColour Of(double value)
    {
        var place = (double.IsNaN(value) ? 0 : Math.Clamp(value, 0, 1)) * (_anchors.Length - 1);
        var first = Math.Min((int)place, _anchors.Length - 2);
        return PixelColour.Blend(_anchors[first], _anchors[first + 1], place - first);
    }
}
