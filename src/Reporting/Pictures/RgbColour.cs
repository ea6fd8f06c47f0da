using DeferredSeg.Formats.Images;

namespace DeferredSeg.Reporting.Pictures;

/// <summary>A colour of sRGB, each part from 0 to 255.</summary>
/// <param name="Red">Red.</param>
/// <param name="Green">Green.</param>
/// <param name="Blue">Blue.</param>
public readonly record struct RgbColour(byte Red, byte Green, byte Blue)
{
    /// <summary>As HTML writes it, for example <c>#e69f00</c>.</summary>
    public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}";
}

/// <summary>The pixels of any image as colours of 8 bits.</summary>
internal static class PixelColour
{
    private const int Channels = 3;

    /// <summary>A pixel's colour: grey is repeated, 16 bits are rounded to 8, alpha is left out.</summary>
    public static RgbColour Of(RasterImage image, int pixel)
    {
        var first = pixel * image.Channels;
        // One or two channels are grey, three or four are colours.
        return image.Channels < Channels ? new(Eight(first), Eight(first), Eight(first)) : new(Eight(first), Eight(first + 1), Eight(first + 2));

        byte Eight(int sample) => (byte)((image.Samples[sample] * byte.MaxValue + image.MaximumSample / 2) / image.MaximumSample);
    }

    /// <summary>One colour over another, part by part.</summary>
    /// <param name="beneath">The colour beneath.</param>
    /// <param name="above">The colour above.</param>
    /// <param name="opacity">The part of the one above, 0 to 1.</param>
    public static RgbColour Blend(RgbColour beneath, RgbColour above, double opacity)
    {
        return new(Mix(beneath.Red, above.Red), Mix(beneath.Green, above.Green), Mix(beneath.Blue, above.Blue));

        byte Mix(byte low, byte high) => (byte)Math.Round(low + opacity * (high - low), MidpointRounding.AwayFromZero);
    }

    /// <summary>An RGB image of the colours that a rule gives its pixels.</summary>
    public static RasterImage Picture(int height, int width, Func<int, RgbColour> colour)
    {
        var samples = new ushort[checked(height * width * Channels)];
        for (var pixel = 0; pixel < height * width; pixel++)
        {
            var one = colour(pixel);
            (samples[pixel * Channels], samples[pixel * Channels + 1], samples[pixel * Channels + 2]) = (one.Red, one.Green, one.Blue);
        }
        return new(height, width, Channels, 8, samples);
    }
}
