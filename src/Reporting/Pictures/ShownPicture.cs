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

/// <summary>
/// Makes large cases small enough for a report, by a whole factor: an image by the mean of each block, maps by the pixel in the middle of it.
/// </summary>
/// <param name="Height">Rows of the full size.</param>
/// <param name="Width">Columns of the full size.</param>
/// <param name="Factor">Pixels of the full size along each axis that become one; 1 changes nothing.</param>
public sealed record PictureReduction(int Height, int Width, int Factor)
{
    private int Rows => (Height + Factor - 1) / Factor;

    private int Columns => (Width + Factor - 1) / Factor;

    /// <summary>The least factor by which no side is longer than a limit.</summary>
    /// <param name="image">The image of the full size.</param>
    /// <param name="longest">The limit, at least 1 pixel.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is below 1.</exception>
    public static PictureReduction To(RasterImage image, int longest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, 1);
        return new(image.Height, image.Width, (Math.Max(image.Height, image.Width) + longest - 1) / longest);
    }

    /// <summary>The image as RGB of 8 bits, reduced.</summary>
    public RasterImage Of(RasterImage image) => PixelColour.Picture(Rows, Columns, pixel => Mean(image, pixel / Columns * Factor, pixel % Columns * Factor));

    /// <summary>A map of height x width, reduced.</summary>
    public T[] Of<T>(ReadOnlySpan<T> map)
    {
        var reduced = new T[Rows * Columns];
        for (var pixel = 0; pixel < reduced.Length; pixel++)
        {
            var row = Math.Min(pixel / Columns * Factor + Factor / 2, Height - 1);
            var column = Math.Min(pixel % Columns * Factor + Factor / 2, Width - 1);
            reduced[pixel] = map[row * Width + column];
        }
        return reduced;
    }

    private RgbColour Mean(RasterImage image, int top, int left)
    {
        var (bottom, right) = (Math.Min(top + Factor, Height), Math.Min(left + Factor, Width));
        var (red, green, blue, count) = (0, 0, 0, 0);
        for (var row = top; row < bottom; row++)
        {
            for (var column = left; column < right; column++)
            {
                var one = PixelColour.Of(image, row * Width + column);
                (red, green, blue, count) = (red + one.Red, green + one.Green, blue + one.Blue, count + 1);
            }
        }
        return new(Rounded(red), Rounded(green), Rounded(blue));

        byte Rounded(int sum) => (byte)((sum + count / 2) / count);
    }
}
