using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Data.Raters;

/// <summary>Makes masks of the samples of images.</summary>
internal static class MaskSamples
{
    /// <summary>One plane: foreground where any colour sample is not 0.</summary>
    /// <exception cref="ImageFileException">Pixels are transparent.</exception>
    public static MaskPlanes Foreground(RasterImage image, string file)
    {
        RefuseTransparency(image, file);
        var colours = Colours(image);
        var values = new byte[image.Height * image.Width];
        for (var pixel = 0; pixel < values.Length; pixel++)
            values[pixel] = Pixel(image, pixel)[..colours].ContainsAnyExcept((ushort)0) ? (byte)1 : (byte)0;
        return new(image.Height, image.Width, 1, values);
    }

    /// <summary>A plane for each label.</summary>
    /// <exception cref="ImageFileException">Pixels are transparent or coloured, or a value is neither 0 nor a label.</exception>
    public static MaskPlanes Labelled(RasterImage image, string file, IReadOnlyList<int> labels)
    {
        RefuseTransparency(image, file);
        var colours = Colours(image);
        var planeOf = labels.Select((label, plane) => (label, plane)).ToDictionary(one => (ushort)one.label, one => one.plane);
        var pixels = image.Height * image.Width;
        var values = new byte[labels.Count * pixels];
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            var samples = Pixel(image, pixel)[..colours];
            if (samples.ContainsAnyExcept(samples[0]))
                throw Found(
                    file,
                    $"the colour {string.Join(", ", samples.ToArray())} at {Place(image, pixel)}",
                    "grey values, which are labels",
                    "write the label map without a palette or colours"
                );
            if (samples[0] == 0)
                continue;
            if (!planeOf.TryGetValue(samples[0], out var plane))
                throw Found(
                    file,
                    $"the label {samples[0]} at {Place(image, pixel)}",
                    $"0 for background, or a label of {string.Join(", ", labels)}",
                    "name every label of the file, or mend the file"
                );
            values[plane * pixels + pixel] = 1;
        }
        return new(image.Height, image.Width, labels.Count, values);
    }

    /// <summary>The grey values as labels.</summary>
    /// <exception cref="ImageFileException">Pixels are transparent or coloured.</exception>
    public static int[] Labels(RasterImage image, string file)
    {
        RefuseTransparency(image, file);
        var colours = Colours(image);
        var values = new int[image.Height * image.Width];
        for (var pixel = 0; pixel < values.Length; pixel++)
        {
            var samples = Pixel(image, pixel)[..colours];
            if (samples.ContainsAnyExcept(samples[0]))
                throw Found(
                    file,
                    $"the colour {string.Join(", ", samples.ToArray())} at {Place(image, pixel)}",
                    "grey values, which are labels",
                    "write the label map without a palette or colours"
                );
            values[pixel] = samples[0];
        }
        return values;
    }

    // What lies beneath transparent pixels is nobody's intention.
    private static void RefuseTransparency(RasterImage image, string file)
    {
        if (image.Channels is 1 or 3)
            return;
        for (var pixel = 0; pixel < image.Height * image.Width; pixel++)
        {
            if (Pixel(image, pixel)[^1] != image.MaximumSample)
                throw Found(file, $"a transparent pixel at {Place(image, pixel)}", "a mask without transparency", "flatten the image");
        }
    }

    private static int Colours(RasterImage image) => image.Channels < 3 ? 1 : 3;

    private static ReadOnlySpan<ushort> Pixel(RasterImage image, int pixel) => image.Samples.AsSpan(pixel * image.Channels, image.Channels);

    private static string Place(RasterImage image, int pixel) => $"row {pixel / image.Width}, column {pixel % image.Width}";

    private static ImageFileException Found(string file, string found, string expected, string mend) => new(file, null, found, expected, mend);
}
