using DeferredSeg.Deferral.Metrics.Statistics;

namespace DeferredSeg.Deferral.Metrics;

/// <summary>How far apart the surfaces of a predicted and a true mask lie, from the distances of every surface pixel to the other surface.</summary>
/// <remarks>
/// Surfaces as in <see cref="MaskSurface"/>, distances in the unit of the pixel spacing. Two empty masks are 0 apart. If exactly one
/// is empty there is no distance and every value is NaN; who needs a number takes <see cref="ImageDiagonal"/>, the largest possible one.
/// </remarks>
/// <param name="Hausdorff">The largest distance, of either direction.</param>
/// <param name="Hausdorff95">HD95: the 95th percentile of each direction, the larger of the two; as in MONAI.</param>
/// <param name="PooledHausdorff95">HD95 in its other reading: the 95th percentile of both directions together; as in medpy.</param>
/// <param name="Average">ASSD: the mean of all distances of both directions.</param>
/// <param name="MeanOfAverages">ASSD in its other reading: the mean of each direction, then the mean of the two; as in medpy.</param>
public readonly record struct SurfaceDistance(double Hausdorff, double Hausdorff95, double PooledHausdorff95, double Average, double MeanOfAverages)
{
    /// <summary>Measures two masks of the same image.</summary>
    /// <param name="prediction">Row-major, height x width, zero is background.</param>
    /// <param name="truth">As the prediction.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="spacing">How far apart the pixels lie.</param>
    /// <returns>The distances; the percentiles interpolate linearly between the sorted values.</returns>
    /// <exception cref="ArgumentException">A mask has another size, or the spacing is not positive and finite.</exception>
    public static SurfaceDistance Between(ReadOnlySpan<byte> prediction, ReadOnlySpan<byte> truth, int height, int width, PixelSpacing spacing)
    {
        MaskShape.Require(prediction.Length, height, width, nameof(prediction));
        MaskShape.Require(truth.Length, height, width, nameof(truth));
        spacing.Require();
        var predicted = MaskSurface.Of(prediction, height, width);
        var present = MaskSurface.Of(truth, height, width);
        var there = Sorted(predicted, DistanceTransform.Of(present, height, width, spacing));
        var back = Sorted(present, DistanceTransform.Of(predicted, height, width, spacing));
        if (there.Length == 0 && back.Length == 0)
            return default;
        if (there.Length == 0 || back.Length == 0)
            return new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);

        double[] both = [.. there, .. back];
        Array.Sort(both);
        return new(
            both[^1],
            Math.Max(Percentile.Of(there, 0.95), Percentile.Of(back, 0.95)),
            Percentile.Of(both, 0.95),
            both.Average(),
            (there.Average() + back.Average()) / 2
        );
    }

    /// <summary>From the centre of one corner pixel to that of the opposite one, in the unit of the spacing: no distance in the image is larger.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The image has no pixels, or the spacing is not positive and finite.</exception>
    public static double ImageDiagonal(int height, int width, PixelSpacing spacing)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        spacing.Require();
        return double.Hypot((height - 1) * spacing.Row, (width - 1) * spacing.Column);
    }

    private static double[] Sorted(byte[] surface, double[] distance)
    {
        double[] there = [.. distance.Where((_, index) => surface[index] != 0)];
        Array.Sort(there);
        return there;
    }
}
