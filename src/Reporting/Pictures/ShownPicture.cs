using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Reporting.Pictures;

/// <summary>An image as it is shown to a person, as a picture.</summary>
public static class ShownPicture
{
    /// <summary>The same with interleaved samples, 8 bits each.</summary>
    /// <param name="image">1 or 3 channels.</param>
    public static RasterImage Of(ImagePlanes image)
    {
        var samples = new ushort[image.Values.Length];
        var pixels = image.Height * image.Width;
        for (var c = 0; c < image.Channels; c++)
        {
            for (var pixel = 0; pixel < pixels; pixel++)
                samples[pixel * image.Channels + c] = image.Values[c * pixels + pixel];
        }
        return new(image.Height, image.Width, image.Channels, 8, samples);
    }
}
