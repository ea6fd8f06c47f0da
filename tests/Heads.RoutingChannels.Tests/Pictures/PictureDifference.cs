using DeferredSeg.Formats.Images;

namespace Heads.RoutingChannels.Tests.Pictures;

/// <summary>How one picture differs from another, by decoded pixels: what a file is compressed with does not matter.</summary>
internal static class PictureDifference
{
    /// <summary>The size, or how many pixels differ and which is the first; null where none does.</summary>
    public static string? Of(RasterImage expected, RasterImage actual)
    {
        var (before, after) = (Form(expected), Form(actual));
        if (before != after)
            return $"The picture is {after}; expected {before}.";
        var channels = expected.Channels;
        var differ = Enumerable.Range(0, expected.Height * expected.Width).Where(pixel => !Pixel(expected, pixel).SequenceEqual(Pixel(actual, pixel))).ToList();
        if (differ.Count == 0)
            return null;
        var first = differ[0];
        return $"{differ.Count} of {expected.Height * expected.Width} pixels differ, the first at row "
            + $"{first / expected.Width}, column {first % expected.Width}: "
            + $"({string.Join(", ", Pixel(actual, first))}); expected ({string.Join(", ", Pixel(expected, first))}).";

        ushort[] Pixel(RasterImage image, int pixel) => image.Samples[(pixel * channels)..((pixel + 1) * channels)];
    }

    private static string Form(RasterImage image) => $"{image.Height} x {image.Width} with {image.Channels} channels of {image.BitDepth} bits";
}
