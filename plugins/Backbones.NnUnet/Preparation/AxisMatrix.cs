namespace Backbones.NnUnet.Preparation;

/// <summary>Resampling along one axis as a matrix <c>[new, old]</c> of float64: every way here is linear, and the same for all lines.</summary>
/// <remarks>Voxels cover the same extent before and after: voxel i of the new grid lies at (i + 0.5)·old/new − 0.5 of the old one.</remarks>
internal static class AxisMatrix
{
    // So many samples repeat the edge beyond it before splines are fitted.
    private const int Edge = 12;

    /// <summary>The matrix.</summary>
    /// <param name="old">Voxels before, at least 1.</param>
    /// <param name="count">Voxels after.</param>
    /// <param name="order">0 nearest, 1 linear, 3 cubic B-spline.</param>
    /// <exception cref="ArgumentException">Another order.</exception>
    public static Tensor Of(int old, int count, int order)
    {
        var values = new double[count * old];
        if (order == 3)
            Cubic(values, old, count);
        for (var i = 0; i < count && order < 3; i++)
        {
            var at = Place(i, old, count);
            if (order == 0)
            {
                values[i * old + Nearest(at, old)] = 1;
                continue;
            }
            if (order != 1)
                throw new ArgumentException($"Resampling of the order {order} is not known here; expected 0, 1 or 3.");
            var low = (int)Math.Floor(at);
            values[i * old + Math.Clamp(low, 0, old - 1)] += 1 - (at - low);
            values[i * old + Math.Clamp(low + 1, 0, old - 1)] += at - low;
        }
        return tensor(values, [count, old], ScalarType.Float64);
    }

    /// <summary>Where a new voxel lies among the old ones.</summary>
    public static double Place(int index, int old, int count) => (index + 0.5) * old / count - 0.5;

    /// <summary>The old voxel that a new one takes by order 0.</summary>
    public static int Nearest(double at, int old) => (int)Math.Floor(Math.Clamp(at, 0, old - 1) + 0.5);

    // Columns of the matrix are what unit impulses become: padded, filtered, sampled.
    private static void Cubic(double[] values, int old, int count)
    {
        var padded = new double[old + 2 * Edge];
        for (var column = 0; column < old; column++)
        {
            for (var i = 0; i < padded.Length; i++)
                padded[i] = Math.Clamp(i - Edge, 0, old - 1) == column ? 1 : 0;
            var coefficients = Coefficients(padded);
            for (var row = 0; row < count; row++)
            {
                var at = Place(row, old, count) + Edge;
                var low = (int)Math.Floor(at);
                var t = at - low;
                double[] weights =
                [
                    (1 - t) * (1 - t) * (1 - t) / 6,
                    (4 - 6 * t * t + 3 * t * t * t) / 6,
                    (1 + 3 * t + 3 * t * t - 3 * t * t * t) / 6,
                    t * t * t / 6,
                ];
                for (var tap = 0; tap < 4; tap++)
                    values[row * old + column] += weights[tap] * coefficients[Math.Clamp(low - 1 + tap, 0, padded.Length - 1)];
            }
        }
    }

    /// <summary>B-spline coefficients of samples, mirrored at both ends: (c[i-1] + 4 c[i] + c[i+1]) / 6 = f[i] by Thomas' algorithm.</summary>
    private static double[] Coefficients(double[] samples)
    {
        var n = samples.Length;
        var (upper, result) = (new double[n], new double[n]);
        for (var i = 0; i < n; i++)
        {
            var below =
                i == 0 ? 0
                : i == n - 1 ? 2.0
                : 1;
            var above = i == 0 ? 2.0 : 1;
            var pivot = 4 - (i == 0 ? 0 : below * upper[i - 1]);
            upper[i] = above / pivot;
            result[i] = (6 * samples[i] - (i == 0 ? 0 : below * result[i - 1])) / pivot;
        }
        for (var i = n - 2; i >= 0; i--)
            result[i] -= upper[i] * result[i + 1];
        return result;
    }
}
