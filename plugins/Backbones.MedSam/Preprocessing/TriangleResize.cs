namespace Backbones.MedSam.Preprocessing;

/// <summary>
/// Resizes 8-bit samples along rows as Pillow's <c>resize</c> with the triangle filter (<c>BILINEAR</c>) does, which SAM's published code uses:
/// antialiased when shrinking, weights of 22 bits, rounded half up. Ties of the exact sums therefore fall as they do there.
/// </summary>
internal static class TriangleResize
{
    private const int Bits = 22;

    /// <param name="plane">Whole numbers from 0 to 255.</param>
    /// <param name="width">Columns of the result; the same plane where they stay.</param>
    public static Plane AlongRows(Plane plane, int width)
    {
        if (plane.Width == width)
            return plane;
        var resized = new double[plane.Height * width];
        var scale = plane.Width / (double)width;
        var support = Math.Max(1, scale);
        for (var x = 0; x < width; x++)
        {
            var centre = (x + 0.5) * scale;
            var first = Math.Max(0, (int)(centre - support + 0.5));
            var weights = Weights(centre, support, first, Math.Min(plane.Width, (int)(centre + support + 0.5)));
            for (var y = 0; y < plane.Height; y++)
            {
                var sum = 1L << (Bits - 1);
                for (var i = 0; i < weights.Length; i++)
                    sum += weights[i] * (long)plane.Values[y * plane.Width + first + i];
                resized[y * width + x] = Math.Clamp(sum >> Bits, 0, 255);
            }
        }
        return new(resized, plane.Height, width);
    }

    private static long[] Weights(double centre, double support, int first, int end)
    {
        var weights = Enumerable.Range(first, end - first).Select(sample => Math.Max(0, 1 - Math.Abs((sample - centre + 0.5) / support))).ToArray();
        var sum = weights.Sum();
        return Array.ConvertAll(weights, weight => (long)Math.Floor(weight / sum * (1 << Bits) + 0.5));
    }
}
