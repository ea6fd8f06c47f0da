namespace Backbones.MedSam.Preprocessing;

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
