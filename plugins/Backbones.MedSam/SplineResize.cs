namespace Backbones.MedSam;

/// <summary>
/// Resizes as skimage's <c>resize(order=3, preserve_range=True, anti_aliasing=True)</c>: where an axis shrinks by f it is smoothed first, with a
/// standard deviation of (f - 1) / 2; then cubic B-splines; borders are mirrored. In float64.
/// </summary>
internal static class SplineResize
{
    public static Plane Resize(Plane plane, int height, int width)
    {
        var columns = Smooth(plane.Transposed(), height);
        var smooth = Smooth(columns.Transposed(), width);
        return CubicSpline.Zoom(CubicSpline.Zoom(smooth.Transposed(), height).Transposed(), width);
    }

    private static Plane Smooth(Plane plane, int width) => GaussianFilter.AlongRows(plane, Math.Max(0, (plane.Width / (double)width - 1) / 2));
}

/// <summary>Smoothing along rows, as scipy.ndimage's <c>gaussian_filter1d</c> with mirrored borders: cut off at 4 standard deviations.</summary>
internal static class GaussianFilter
{
    private const double Truncate = 4;

    public static Plane AlongRows(Plane plane, double deviation)
    {
        if (deviation <= 1e-15)
            return plane;
        var radius = (int)(Truncate * deviation + 0.5);
        var weights = new double[2 * radius + 1];
        for (var i = -radius; i <= radius; i++)
            weights[i + radius] = Math.Exp(-0.5 * i * i / (deviation * deviation));
        var sum = weights.Sum();
        for (var i = 0; i < weights.Length; i++)
            weights[i] /= sum;

        int[] taps = [.. Enumerable.Range(-radius, plane.Width + 2 * radius).Select(x => Mirror.At(x, plane.Width))];
        var smooth = new double[plane.Values.Length];
        var mirrored = new double[taps.Length];
        for (var y = 0; y < plane.Height; y++)
        {
            var row = plane.Values.AsSpan(y * plane.Width, plane.Width);
            for (var x = 0; x < taps.Length; x++)
                mirrored[x] = row[taps[x]];
            for (var x = 0; x < row.Length; x++)
            {
                var value = 0.0;
                for (var i = 0; i < weights.Length; i++)
                    value += weights[i] * mirrored[x + i];
                smooth[y * plane.Width + x] = value;
            }
        }
        return plane with { Values = smooth };
    }
}

/// <summary>Interpolation by cubic B-splines along rows, as scipy.ndimage's <c>zoom</c> of order 3 in grid mode with mirrored borders.</summary>
/// <remarks>Source of the recursive filter: Unser, "Splines: a perfect fit for signal and image processing", 1999.</remarks>
internal static class CubicSpline
{
    private static readonly double _pole = Math.Sqrt(3) - 2;

    /// <summary>Another number of columns; the outer borders of the first and last fall together.</summary>
    public static Plane Zoom(Plane plane, int width)
    {
        var coefficients = (double[])plane.Values.Clone();
        for (var y = 0; y < plane.Height; y++)
            Filter(coefficients.AsSpan(y * plane.Width, plane.Width));

        var (taps, weights) = (new int[4 * width], new double[4 * width]);
        for (var x = 0; x < width; x++)
            Taps((x + 0.5) * plane.Width / width - 0.5, plane.Width, taps.AsSpan(4 * x, 4), weights.AsSpan(4 * x, 4));

        var zoomed = new double[plane.Height * width];
        for (var y = 0; y < plane.Height; y++)
        {
            var row = coefficients.AsSpan(y * plane.Width, plane.Width);
            for (var x = 0; x < width; x++)
            {
                var at = taps.AsSpan(4 * x, 4);
                var by = weights.AsSpan(4 * x, 4);
                zoomed[y * width + x] = by[0] * row[at[0]] + by[1] * row[at[1]] + by[2] * row[at[2]] + by[3] * row[at[3]];
            }
        }
        return new(zoomed, plane.Height, width);
    }

    private static void Taps(double place, int length, Span<int> taps, Span<double> weights)
    {
        var start = (int)Math.Floor(place);
        var (right, left) = (place - start, 1 - (place - start));
        weights[0] = left * left * left / 6;
        weights[1] = (right * right * (right - 2) * 3 + 4) / 6;
        weights[2] = (left * left * (left - 2) * 3 + 4) / 6;
        weights[3] = 1 - weights[0] - weights[1] - weights[2];
        for (var i = 0; i < 4; i++)
            taps[i] = Mirror.At(start - 1 + i, length);
    }

    // Samples to coefficients: a causal and an anticausal recursion.
    private static void Filter(Span<double> line)
    {
        var last = line.Length - 1;
        if (last < 1)
            return;
        for (var i = 0; i <= last; i++)
            line[i] *= (1 - _pole) * (1 - 1 / _pole);

        var (power, far) = (_pole, Math.Pow(_pole, last));
        var first = line[0] + far * line[last];
        for (var i = 1; i < last; i++)
        {
            first += power * (line[i] + far * line[last - i]);
            power *= _pole;
        }
        line[0] = first / (1 - far * far);
        for (var i = 1; i <= last; i++)
            line[i] += _pole * line[i - 1];

        line[last] = (_pole * line[last - 1] + line[last]) * _pole / (_pole * _pole - 1);
        for (var i = last - 1; i >= 0; i--)
            line[i] = _pole * (line[i + 1] - line[i]);
    }
}

/// <summary>The border of scipy.ndimage's mode <c>mirror</c> (skimage's <c>reflect</c>): the outermost sample is not repeated, c b a b c.</summary>
internal static class Mirror
{
    /// <summary>The sample that an index beyond the border stands for.</summary>
    public static int At(int index, int length)
    {
        if (length == 1)
            return 0;
        var period = 2 * length - 2;
        var place = Math.Abs(index) % period;
        return place < length ? place : period - place;
    }
}

/// <summary>Numbers <c>[H, W]</c>, row by row.</summary>
internal readonly record struct Plane(double[] Values, int Height, int Width)
{
    private const int RowsAtOnce = 16;

    /// <summary>The other way round, so that one pass along rows serves both axes.</summary>
    public Plane Transposed()
    {
        var turned = new double[Values.Length];
        // Some rows at a time: what is written then lies together too.
        for (var top = 0; top < Height; top += RowsAtOnce)
        {
            var bottom = Math.Min(top + RowsAtOnce, Height);
            for (var x = 0; x < Width; x++)
            {
                for (var y = top; y < bottom; y++)
                    turned[x * Height + y] = Values[y * Width + x];
            }
        }
        return new(turned, Width, Height);
    }
}
