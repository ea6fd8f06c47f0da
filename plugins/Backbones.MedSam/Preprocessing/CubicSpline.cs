namespace Backbones.MedSam.Preprocessing;

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
