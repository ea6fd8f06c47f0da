namespace Backbones.MedSam.Preprocessing;

/// <summary>Smoothing along rows, as scipy.ndimage's <c>gaussian_filter1d</c> with mirrored borders: cut off at 4 standard deviations.</summary>
internal static class GaussianFilter
{
    private const double Truncate = 4;

    public static Plane AlongRows(Plane plane, double deviation)
    {
        if (deviation <= 1e-15) return plane;
        var radius = (int)(Truncate * deviation + 0.5);
        var weights = new double[2 * radius + 1];
        for (var i = -radius; i <= radius; i++) weights[i + radius] = Math.Exp(-0.5 * i * i / (deviation * deviation));
        var sum = weights.Sum();
        for (var i = 0; i < weights.Length; i++) weights[i] /= sum;

        var smooth = new double[plane.Values.Length];
        for (var x = 0; x < plane.Width; x++)
        {
            var taps = Enumerable.Range(-radius, 2 * radius + 1).Select(i => Mirror.At(x + i, plane.Width)).ToArray();
            for (var y = 0; y < plane.Height; y++)
            {
                var row = plane.Values.AsSpan(y * plane.Width, plane.Width);
                var value = 0.0;
                for (var i = 0; i < taps.Length; i++) value += weights[i] * row[taps[i]];
                smooth[y * plane.Width + x] = value;
            }
        }
        return plane with { Values = smooth };
    }
}
