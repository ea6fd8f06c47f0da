namespace DeferredSeg.Deferral.Measures;

/// <summary>How far apart the surfaces of a predicted and a true mask lie, from the distances of every surface pixel to the other surface.</summary>
/// <remarks>
/// Surfaces as in <see cref="MaskSurface"/>, distances in the unit of the pixel spacing. Two empty masks are 0 apart. If exactly one
/// is empty there is no distance and every value is NaN; who needs a number takes <see cref="ImageDiagonal(int, int, PixelSpacing)"/>, the largest
/// possible one.
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
        return Of(
            Sorted(predicted, DistanceTransform.Of(present, height, width, spacing)),
            Sorted(present, DistanceTransform.Of(predicted, height, width, spacing))
        );
    }

    /// <summary>Measures two masks of the same volume.</summary>
    /// <param name="prediction">Slice by slice and row by row, depth x height x width, zero is background.</param>
    /// <param name="truth">As the prediction.</param>
    /// <param name="depth">Slices.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="spacing">How far apart the voxels lie.</param>
    /// <returns>The distances; the percentiles interpolate linearly between the sorted values.</returns>
    /// <exception cref="ArgumentException">A mask has another size, or the spacing is not positive and finite.</exception>
    public static SurfaceDistance Between(ReadOnlySpan<byte> prediction, ReadOnlySpan<byte> truth, int depth, int height, int width, VoxelSpacing spacing)
    {
        MaskShape.Require(prediction.Length, depth, height, width, nameof(prediction));
        MaskShape.Require(truth.Length, depth, height, width, nameof(truth));
        spacing.Require();
        var predicted = MaskSurface.Of(prediction, depth, height, width);
        var present = MaskSurface.Of(truth, depth, height, width);
        return Of(
            Sorted(predicted, DistanceTransform.Of(present, depth, height, width, spacing)),
            Sorted(present, DistanceTransform.Of(predicted, depth, height, width, spacing))
        );
    }

    /// <summary>
    /// The surface dice (NSD) of two masks of the same volume: of the surface voxels of both, the share that lies within a tolerance of the other's surface. 1
    /// where both are empty, 0 where one is.
    /// </summary>
    /// <param name="prediction">Slice by slice and row by row, depth x height x width, zero is background.</param>
    /// <param name="truth">As the prediction.</param>
    /// <param name="depth">Slices.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="spacing">How far apart the voxels lie.</param>
    /// <param name="tolerance">The largest distance that is none, in the unit of the spacing, 0 or more.</param>
    /// <returns>The distances as by <see cref="Between(ReadOnlySpan{byte}, ReadOnlySpan{byte}, int, int, int, VoxelSpacing)"/>, and the surface dice.</returns>
    /// <exception cref="ArgumentException">A mask has another size, or the spacing is not positive and finite.</exception>
    public static (SurfaceDistance Distance, double SurfaceDice) Within(
        ReadOnlySpan<byte> prediction,
        ReadOnlySpan<byte> truth,
        int depth,
        int height,
        int width,
        VoxelSpacing spacing,
        double tolerance
    )
    {
        MaskShape.Require(prediction.Length, depth, height, width, nameof(prediction));
        MaskShape.Require(truth.Length, depth, height, width, nameof(truth));
        spacing.Require();
        var predicted = MaskSurface.Of(prediction, depth, height, width);
        var present = MaskSurface.Of(truth, depth, height, width);
        var there = Sorted(predicted, DistanceTransform.Of(present, depth, height, width, spacing));
        var back = Sorted(present, DistanceTransform.Of(predicted, depth, height, width, spacing));
        var near = there.Count(distance => distance <= tolerance) + back.Count(distance => distance <= tolerance);
        var all = there.Length + back.Length;
        return (Of(there, back), all == 0 ? 1 : (double)near / all);
    }

    /// <summary>From the sorted distances of each surface to the other.</summary>
    private static SurfaceDistance Of(double[] there, double[] back)
    {
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

    /// <summary>From the centre of one corner voxel to that of the opposite one, in the unit of the spacing: no distance in the volume is larger.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The volume has no voxels, or the spacing is not positive and finite.</exception>
    public static double ImageDiagonal(int depth, int height, int width, VoxelSpacing spacing)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(depth);
        spacing.Require();
        return double.Hypot((depth - 1) * spacing.Slice, ImageDiagonal(height, width, spacing.InPlane));
    }

    private static double[] Sorted(byte[] surface, double[] distance)
    {
        double[] there = [.. distance.Where((_, index) => surface[index] != 0)];
        Array.Sort(there);
        return there;
    }
}

/// <summary>How far apart neighbouring pixels lie. Distances come in the same unit, usually millimetres.</summary>
/// <param name="Row">From one row to the next, positive and finite.</param>
/// <param name="Column">From one column to the next, positive and finite.</param>
public readonly record struct PixelSpacing(double Row, double Column)
{
    /// <summary>One by one: distances in pixels.</summary>
    public static PixelSpacing Pixels => new(1, 1);

    internal void Require()
    {
        if (!(Row > 0 && double.IsFinite(Row) && Column > 0 && double.IsFinite(Column)))
            throw new ArgumentOutOfRangeException("spacing", this, $"The pixel spacing is {Row} by {Column}; expected two positive, finite lengths.");
    }
}

/// <summary>How far apart neighbouring voxels lie. Distances come in the same unit, usually millimetres.</summary>
/// <param name="Slice">From one slice to the next, positive and finite.</param>
/// <param name="Row">From one row to the next, positive and finite.</param>
/// <param name="Column">From one column to the next, positive and finite.</param>
public readonly record struct VoxelSpacing(double Slice, double Row, double Column)
{
    /// <summary>Within a slice.</summary>
    public PixelSpacing InPlane => new(Row, Column);

    internal void Require()
    {
        InPlane.Require();
        if (!(Slice > 0 && double.IsFinite(Slice)))
            throw new ArgumentOutOfRangeException("spacing", this, $"The distance of slices is {Slice}; expected a positive, finite length.");
    }
}

/// <summary>The outermost foreground pixels of a mask.</summary>
public static class MaskSurface
{
    /// <summary>
    /// The foreground pixels that touch background above, below, left or right. What lies outside the image is background, so a
    /// structure cut off by the image's edge has a surface there.
    /// </summary>
    /// <param name="mask">Row-major, height x width, zero is background.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <returns>As many pixels, 1 on the surface, otherwise 0.</returns>
    /// <exception cref="ArgumentException">The mask has another size.</exception>
    public static byte[] Of(ReadOnlySpan<byte> mask, int height, int width)
    {
        MaskShape.Require(mask.Length, height, width, nameof(mask));
        var surface = new byte[mask.Length];
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var index = row * width + column;
                if (mask[index] == 0)
                    continue;
                var inside =
                    row > 0
                    && row < height - 1
                    && column > 0
                    && column < width - 1
                    && mask[index - width] != 0
                    && mask[index + width] != 0
                    && mask[index - 1] != 0
                    && mask[index + 1] != 0;
                if (!inside)
                    surface[index] = 1;
            }
        }
        return surface;
    }

    /// <summary>
    /// The foreground voxels that touch background by a face. What lies outside the volume is background; a volume of one slice has a surface
    /// within it alone.
    /// </summary>
    /// <param name="mask">Slice by slice and row by row, depth x height x width, zero is background.</param>
    /// <param name="depth">Slices.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <returns>As many voxels, 1 on the surface, otherwise 0.</returns>
    /// <exception cref="ArgumentException">The mask has another size.</exception>
    public static byte[] Of(ReadOnlySpan<byte> mask, int depth, int height, int width)
    {
        MaskShape.Require(mask.Length, depth, height, width, nameof(mask));
        var pixels = height * width;
        var surface = new byte[mask.Length];
        for (var slice = 0; slice < depth; slice++)
        {
            Of(mask.Slice(slice * pixels, pixels), height, width).CopyTo(surface, slice * pixels);
            for (var index = slice * pixels; index < (slice + 1) * pixels && depth > 1; index++)
            {
                if (mask[index] != 0 && (slice == 0 || slice == depth - 1 || mask[index - pixels] == 0 || mask[index + pixels] == 0))
                    surface[index] = 1;
            }
        }
        return surface;
    }
}

/// <summary>What is asked of the size of a mask given as plain data.</summary>
internal static class MaskShape
{
    public static void Require(int pixels, int height, int width, string name)
    {
        if (height < 0 || width < 0 || (long)height * width != pixels)
            throw new ArgumentException($"The {name} has {pixels} pixels; expected height {height} x width {width}.", name);
    }

    public static void Require(int voxels, int depth, int height, int width, string name)
    {
        if (depth < 0 || height < 0 || width < 0 || (Int128)depth * height * width != voxels)
            throw new ArgumentException($"The {name} has {voxels} voxels; expected depth {depth} x height {height} x width {width}.", name);
    }
}
