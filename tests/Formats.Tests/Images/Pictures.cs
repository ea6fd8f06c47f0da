using DeferredSeg.Formats.Images;

namespace DeferredSeg.Formats.Tests.Images;

/// <summary>Compares images by their pixels alone.</summary>
internal static class Pictures
{
    public static void Same(RasterImage expected, RasterImage actual)
    {
        Assert.Equal((expected.Height, expected.Width, expected.Channels, expected.BitDepth), (actual.Height, actual.Width, actual.Channels, actual.BitDepth));
        int at = expected.Samples.AsSpan().CommonPrefixLength(actual.Samples);
        Assert.True(
            at == expected.Samples.Length,
            $"sample {at} is {actual.Samples.ElementAtOrDefault(at)} instead of {expected.Samples.ElementAtOrDefault(at)}"
        );
    }
}
