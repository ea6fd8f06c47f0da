namespace DeferredSeg.Data.Resizing;

/// <summary>
/// Resizes planes the way that Pillow's <c>Image.resize</c> does: separable, antialiased when shrinking, rows before columns, weights cut off at
/// the border and brought back to a sum of 1. Pixel i covers i to i + 1, and the outer borders of image and result fall together.
/// </summary>
/// <remarks>Source: Pillow's documentation of its filters and of <c>Image.resize</c>. Sums are computed in float64.</remarks>
public static class Resampling
{
    /// <summary>Resizes one plane of real numbers; float32 between the passes, as in Pillow's mode F.</summary>
    /// <param name="values"><c>[height, width]</c>, row by row.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="newHeight">Rows of the result, at least 1.</param>
    /// <param name="newWidth">Columns of the result, at least 1.</param>
    /// <param name="filter">How neighbours are weighed.</param>
    /// <returns><c>[newHeight, newWidth]</c>, row by row; a copy where the size stays.</returns>
    /// <exception cref="ArgumentException">A size is below 1, or the values are not as many as height and width say.</exception>
    public static float[] Resize(ReadOnlySpan<float> values, int height, int width, int newHeight, int newWidth, ResizeFilter filter)
    {
        Check(values.Length, height, width, newHeight, newWidth);
        if ((height, width) == (newHeight, newWidth))
            return values.ToArray();
        return Columns(Rows(values, height, width, newWidth, filter), height, newWidth, newHeight, filter);
    }

    /// <summary>
    /// Resizes one plane of an 8-bit image; values are rounded to whole numbers, 0 to 255, after either pass, as Pillow does in its 8-bit modes.
    /// </summary>
    /// <inheritdoc cref="Resize(ReadOnlySpan{float}, int, int, int, int, ResizeFilter)"/>
    public static byte[] Resize(ReadOnlySpan<byte> values, int height, int width, int newHeight, int newWidth, ResizeFilter filter)
    {
        Check(values.Length, height, width, newHeight, newWidth);
        if ((height, width) == (newHeight, newWidth))
            return values.ToArray();
        var rows = Rows(Floats(values), height, width, newWidth, filter);
        return Bytes(Columns(Floats(Bytes(rows)), height, newWidth, newHeight, filter));
    }

    private static void Check(int length, int height, int width, int newHeight, int newWidth)
    {
        if (height < 1 || width < 1 || newHeight < 1 || newWidth < 1)
            throw new ArgumentException($"A plane of {height} by {width} pixels cannot become one of {newHeight} by {newWidth}; every size is at least 1.");
        if (length != (long)height * width)
            throw new ArgumentException($"The plane has {length} values; {height} by {width} pixels need {(long)height * width}.");
    }

    private static float[] Floats(ReadOnlySpan<byte> values)
    {
        var floats = new float[values.Length];
        for (var i = 0; i < floats.Length; i++)
            floats[i] = values[i];
        return floats;
    }

    private static byte[] Bytes(float[] values) => Array.ConvertAll(values, value => (byte)Math.Clamp(MathF.Floor(value + 0.5f), 0, 255));

    private static float[] Rows(ReadOnlySpan<float> values, int height, int width, int newWidth, ResizeFilter filter)
    {
        var weights = new AxisWeights(width, newWidth, filter);
        var result = new float[height * newWidth];
        for (var y = 0; y < height; y++)
        {
            var row = values.Slice(y * width, width);
            for (var x = 0; x < newWidth; x++)
                result[y * newWidth + x] = weights.At(row, 1, x);
        }
        return result;
    }

    private static float[] Columns(float[] values, int height, int width, int newHeight, ResizeFilter filter)
    {
        var weights = new AxisWeights(height, newHeight, filter);
        var result = new float[newHeight * width];
        for (var y = 0; y < newHeight; y++)
        {
            for (var x = 0; x < width; x++)
                result[y * width + x] = weights.At(values.AsSpan(x), width, y);
        }
        return result;
    }
}
