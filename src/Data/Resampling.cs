namespace DeferredSeg.Data;

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

/// <summary>
/// How a pixel of the result follows from those around it. When an image shrinks, the filter grows by the same factor, so that every pixel counts.
/// </summary>
public enum ResizeFilter
{
    /// <summary>The mean of the pixels that the result's pixel covers; support 1/2 a pixel to either side.</summary>
    Box,

    /// <summary>A triangle, support 1 pixel to either side.</summary>
    Bilinear,

    /// <summary>The cubic convolution of Keys (1981) with a = -1/2, support 2 pixels to either side. It may overshoot the values around it.</summary>
    Bicubic,
}

/// <summary>Which pixels along one axis a pixel of the result follows from, and with which weights; they sum to 1.</summary>
internal sealed class AxisWeights
{
    private readonly int[] _first;
    private readonly double[][] _weights;

    public AxisWeights(int from, int to, ResizeFilter filter)
    {
        var scale = (double)from / to;
        var stretch = Math.Max(scale, 1);
        var support = Support(filter) * stretch;
        (_first, _weights) = (new int[to], new double[to][]);
        for (var i = 0; i < to; i++)
        {
            var centre = (i + 0.5) * scale;
            var first = Math.Max((int)(centre - support + 0.5), 0);
            var end = Math.Min((int)(centre + support + 0.5), from);
            var weights = new double[end - first];
            for (var k = 0; k < weights.Length; k++)
                weights[k] = Value(filter, (first + k - centre + 0.5) / stretch);
            var sum = weights.Sum();
            for (var k = 0; k < weights.Length; k++)
                weights[k] /= sum;
            (_first[i], _weights[i]) = (first, weights);
        }
    }

    /// <summary>The pixel of the result at an index.</summary>
    /// <param name="values">The axis' first value, and after it those at every stride.</param>
    /// <param name="stride">The distance of neighbours.</param>
    /// <param name="index">Which pixel of the result.</param>
    public float At(ReadOnlySpan<float> values, int stride, int index)
    {
        var weights = _weights[index];
        var position = _first[index] * stride;
        var sum = 0.0;
        foreach (var weight in weights)
        {
            sum += weight * values[position];
            position += stride;
        }
        return (float)sum;
    }

    private static double Support(ResizeFilter filter) =>
        filter switch
        {
            ResizeFilter.Box => 0.5,
            ResizeFilter.Bilinear => 1,
            ResizeFilter.Bicubic => 2,
            _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "There is no such filter."),
        };

    private static double Value(ResizeFilter filter, double x)
    {
        const double A = -0.5;
        var distance = Math.Abs(x);
        return filter switch
        {
            // Half open: a border between two pixels belongs to one of them.
            ResizeFilter.Box => x is > -0.5 and <= 0.5 ? 1 : 0,
            ResizeFilter.Bilinear => Math.Max(1 - distance, 0),
            _ when distance < 1 => ((A + 2) * distance - (A + 3)) * distance * distance + 1,
            _ when distance < 2 => (((distance - 5) * distance + 8) * distance - 4) * A,
            _ => 0,
        };
    }
}

/// <summary>Resizes planes without new values: each pixel takes the one beneath its centre. For masks and decisions.</summary>
public static class NearestPixels
{
    /// <summary>Resizes planes.</summary>
    /// <param name="values"><c>[planes, height, width]</c>, row by row.</param>
    /// <param name="planes">How many planes.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="newHeight">Rows of the result, at least 1.</param>
    /// <param name="newWidth">Columns of the result, at least 1.</param>
    /// <returns><c>[planes, newHeight, newWidth]</c>; a copy where the size stays.</returns>
    /// <exception cref="ArgumentException">A size is below 1, or the values are not as many as the sizes say.</exception>
    public static T[] Resize<T>(ReadOnlySpan<T> values, int planes, int height, int width, int newHeight, int newWidth)
    {
        if (planes < 1 || height < 1 || width < 1 || newHeight < 1 || newWidth < 1)
            throw new ArgumentException($"{planes} planes of {height} by {width} pixels cannot become {newHeight} by {newWidth}; every size is at least 1.");
        if (values.Length != (long)planes * height * width)
            throw new ArgumentException(
                $"There are {values.Length} values; {planes} planes of {height} by {width} pixels need {(long)planes * height * width}."
            );
        var result = new T[planes * newHeight * newWidth];
        for (var row = 0; row < planes * newHeight; row++)
        {
            var source = values.Slice((row / newHeight * height + Index(row % newHeight, newHeight, height)) * width, width);
            for (var x = 0; x < newWidth; x++)
                result[row * newWidth + x] = source[Index(x, newWidth, width)];
        }
        return result;
    }

    /// <summary>
    /// Which of <paramref name="from"/> pixels lies beneath the centre of pixel <paramref name="index"/> of <paramref name="to"/>: floor((index + 1/2)
    /// · from / to), in whole numbers.
    /// </summary>
    internal static int Index(int index, int to, int from) => (int)((2L * index + 1) * from / (2L * to));
}
