using DeferredSeg.Data.Datasets.Files;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Data.Masks;

/// <summary>The values of a mask as its file has them, before it is said what they mean.</summary>
/// <param name="File">Where they were read, for messages.</param>
/// <param name="Height">Rows; of a volume those of all slices.</param>
/// <param name="Width">Columns.</param>
/// <param name="Values"><c>[Height, Width]</c>, row by row; of a coloured picture the brightest channel.</param>
public sealed record MaskSamples(string File, int Height, int Width, float[] Values)
{
    /// <summary>The value of full brightness of a picture: 255 or 65535; null for arrays and volumes.</summary>
    public int? FullScale { get; init; }

    /// <summary>Whether the file is a JPEG, whose values are not exactly those that were saved.</summary>
    public bool IsLossy { get; init; }

    /// <summary>For a picture with colours a number for each, 0 for black, as many as values; null for grey ones.</summary>
    public int[]? Colours { get; init; }

    /// <summary>For indices of a palette what each stands for, red, green, blue; null elsewhere.</summary>
    public IReadOnlyList<byte>? Palette { get; init; }

    /// <summary>The EXIF orientation that was applied; 1 for none.</summary>
    public int Orientation { get; init; } = ExifOrientation.AsStored;

    /// <summary>Reads a picture or an array of one plane.</summary>
    /// <exception cref="ImageFileException">It is damaged, has transparent pixels, or is no plane.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static MaskSamples Read(string file)
    {
        if (!file.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
            return Of(ImageFile.Read(file, new() { KeepsIndices = true }), file);
        var array = FileArray.Read(file);
        long[] shape = [.. array.Shape.Where((size, axis) => size != 1 || axis is not (0 or 2) || array.Shape.Count < 3)];
        if (shape.Length != 2)
            throw new ImageFileException(file, null, $"an array [{string.Join(", ", array.Shape)}]", "a mask [H, W]", "save one plane of labels");
        return new(file, (int)shape[0], (int)shape[1], Array.ConvertAll(array.Values, value => (float)value));
    }

    /// <summary>Rows of a slice, where the mask is a volume; 0 elsewhere.</summary>
    public int SliceHeight { get; init; }

    /// <summary>A pixel's place, for messages.</summary>
    public string PlaceOf(int pixel) =>
        SliceHeight == 0
            ? $"row {pixel / Width}, column {pixel % Width}"
            : $"slice {pixel / Width / SliceHeight}, row {pixel / Width % SliceHeight}, column {pixel % Width}";

    private static MaskSamples Of(RasterImage image, string file)
    {
        // What lies beneath transparent pixels is nobody's intention.
        if (image.Channels is 2 or 4)
            RefuseTransparency(image, file);
        var (pixels, colours) = (image.Height * image.Width, image.Channels < 3 ? 1 : 3);
        var values = new float[pixels];
        var isGrey = true;
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            var samples = image.Samples.AsSpan(pixel * image.Channels, colours);
            values[pixel] = colours == 1 ? samples[0] : Math.Max(samples[0], Math.Max(samples[1], samples[2]));
            isGrey = isGrey && !samples.ContainsAnyExcept(samples[0]);
        }
        return new(file, image.Height, image.Width, values)
        {
            FullScale = image.MaximumSample,
            IsLossy = IsJpeg(file),
            Colours = isGrey ? null : Numbered(image),
            Palette = image.Palette,
            Orientation = image.Orientation,
        };
    }

    private static bool IsJpeg(string file)
    {
        using var stream = System.IO.File.OpenRead(file);
        return stream.ReadByte() == 0xFF && stream.ReadByte() == 0xD8;
    }

    private static int[] Numbered(RasterImage image)
    {
        Dictionary<(ushort, ushort, ushort), int> numbers = new() { [(0, 0, 0)] = 0 };
        var colours = new int[image.Height * image.Width];
        for (var pixel = 0; pixel < colours.Length; pixel++)
        {
            var samples = image.Samples.AsSpan(pixel * image.Channels, 3);
            var colour = (samples[0], samples[1], samples[2]);
            if (!numbers.TryGetValue(colour, out colours[pixel]))
                numbers[colour] = colours[pixel] = numbers.Count;
        }
        return colours;
    }

    private static void RefuseTransparency(RasterImage image, string file)
    {
        for (var pixel = 0; pixel < image.Height * image.Width; pixel++)
        {
            if (image.Samples[(pixel + 1) * image.Channels - 1] != image.MaximumSample)
                throw new ImageFileException(
                    file,
                    null,
                    $"a transparent pixel at row {pixel / image.Width}, column {pixel % image.Width}",
                    "a mask without transparency",
                    "flatten the image"
                );
        }
    }
}
