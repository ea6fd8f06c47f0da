using DeferredSeg.Data.Raters;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Data.Datasets.Files;

/// <summary>Reads mask files: PNG, TIFF, BMP, or NPY of whole numbers. JPEG changes values and is no mask.</summary>
internal static class LabelFile
{
    /// <summary>Reads the labels.</summary>
    /// <param name="file">The file.</param>
    /// <param name="anyValue">Whether every value but 0 is foreground; colours are then allowed.</param>
    /// <exception cref="ImageFileException">It is no mask.</exception>
    public static FileLabels Read(string file, bool anyValue)
    {
        if (file.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
            return OfArray(file);
        if (file.EndsWith(".jpg", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".jpeg", StringComparison.OrdinalIgnoreCase))
            throw new ImageFileException(
                file,
                null,
                "a JPEG, whose values are not exactly those that were saved",
                "a mask in PNG, TIFF, BMP or NPY",
                "convert it from the original, not from the JPEG"
            );
        var image = ImageFile.Read(file);
        if (!anyValue)
            return new(file, image.Height, image.Width, MaskSamples.Labels(image, file));
        return new(file, image.Height, image.Width, Array.ConvertAll(MaskSamples.Foreground(image, file).Values, value => (int)value));
    }

    /// <summary>Whole numbers from 0 as labels.</summary>
    /// <exception cref="ImageFileException">A value is none.</exception>
    public static int[] Whole(ReadOnlySpan<float> values, string file, int width)
    {
        var labels = new int[values.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            if (!(values[i] >= 0 && values[i] <= 1 << 24 && values[i] == MathF.Floor(values[i])))
                throw new ImageFileException(
                    file,
                    null,
                    FormattableString.Invariant($"the value {values[i]} at row {i / width}, column {i % width}"),
                    "a mask of whole numbers from 0",
                    "save labels, not probabilities or intensities"
                );
            labels[i] = (int)values[i];
        }
        return labels;
    }

    private static FileLabels OfArray(string file)
    {
        var array = FileArray.Read(file);
        long[] shape = [.. array.Shape.Where((size, axis) => size != 1 || axis is not (0 or 2) || array.Shape.Count < 3)];
        if (shape.Length != 2)
            throw new ImageFileException(file, null, $"an array [{string.Join(", ", array.Shape)}]", "a mask [H, W]", "save one plane of labels");
        return new(file, (int)shape[0], (int)shape[1], Whole(Array.ConvertAll(array.Values, value => (float)value), file, (int)shape[1]));
    }
}

/// <summary>The values of a mask file, before it is known which of them are classes.</summary>
/// <param name="File">Where it was read.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Values"><c>[Height, Width]</c>, row by row, none below 0.</param>
internal sealed record FileLabels(string File, int Height, int Width, int[] Values);
