namespace DeferredSeg.Reporting.Pictures;

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
