namespace DeferredSeg.Deferral.Measures;

/// <summary>
/// The exact Euclidean distance to a mask in time linear in the pixels: along the columns first, then across every row as the
/// lower envelope of parabolas (Felzenszwalb and Huttenlocher, Theory of Computing 8, 2012).
/// </summary>
public static class DistanceTransform
{
    /// <summary>The distance from every pixel's centre to the centre of the nearest foreground pixel.</summary>
    /// <param name="mask">Row-major, height x width, zero is background.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="spacing">How far apart the pixels lie.</param>
    /// <returns>As many values as pixels, row-major, in the unit of the spacing; 0 on the foreground, infinite everywhere if the mask is empty.</returns>
    /// <exception cref="ArgumentException">The mask has another size, or the spacing is not positive and finite.</exception>
    public static double[] Of(ReadOnlySpan<byte> mask, int height, int width, PixelSpacing spacing)
    {
        MaskShape.Require(mask.Length, height, width, nameof(mask));
        spacing.Require();
        var distance = AlongColumns(mask, height, width, spacing.Row);
        var envelope = new ParabolaEnvelope(width, spacing.Column);
        for (var row = 0; row < height; row++)
        {
            var line = distance.AsSpan(row * width, width);
            envelope.Build(line);
            envelope.Root(line);
        }
        return distance;
    }

    /// <summary>The distance from every voxel's centre to the centre of the nearest foreground voxel.</summary>
    /// <param name="mask">Slice by slice and row by row, depth x height x width, zero is background.</param>
    /// <param name="depth">Slices.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="spacing">How far apart the voxels lie.</param>
    /// <returns>As many values as voxels, in the unit of the spacing; 0 on the foreground, infinite everywhere if the mask is empty.</returns>
    /// <exception cref="ArgumentException">The mask has another size, or the spacing is not positive and finite.</exception>
    public static double[] Of(ReadOnlySpan<byte> mask, int depth, int height, int width, VoxelSpacing spacing)
    {
        MaskShape.Require(mask.Length, depth, height, width, nameof(mask));
        spacing.Require();
        var pixels = height * width;
        var distance = new double[mask.Length];
        for (var slice = 0; slice < depth; slice++)
            Of(mask.Slice(slice * pixels, pixels), height, width, spacing.InPlane).CopyTo(distance, slice * pixels);
        var envelope = new ParabolaEnvelope(depth, spacing.Slice);
        var line = new double[depth];
        for (var pixel = 0; pixel < pixels && depth > 1; pixel++)
        {
            for (var slice = 0; slice < depth; slice++)
                line[slice] = distance[slice * pixels + pixel];
            envelope.Build(line);
            envelope.Root(line);
            for (var slice = 0; slice < depth; slice++)
                distance[slice * pixels + pixel] = line[slice];
        }
        return distance;
    }

    /// <summary>The distance to the nearest foreground pixel of the same column.</summary>
    private static double[] AlongColumns(ReadOnlySpan<byte> mask, int height, int width, double step)
    {
        var distance = new double[mask.Length];
        // Whole steps, multiplied once, so that no sum of roundings grows with the distance.
        var since = new int[width];
        since.AsSpan().Fill(-1);
        for (var index = 0; index < mask.Length; index++)
        {
            ref var steps = ref since[index % width];
            steps =
                mask[index] != 0 ? 0
                : steps < 0 ? -1
                : steps + 1;
            distance[index] = steps < 0 ? double.PositiveInfinity : steps * step;
        }
        since.AsSpan().Fill(-1);
        for (var index = mask.Length - 1; index >= 0; index--)
        {
            ref var steps = ref since[index % width];
            steps =
                mask[index] != 0 ? 0
                : steps < 0 ? -1
                : steps + 1;
            if (steps >= 0)
                distance[index] = Math.Min(distance[index], steps * step);
        }
        return distance;
    }
}

/// <summary>The lower envelope of one parabola per column of a row, each as high as the squared distance along that column.</summary>
internal sealed class ParabolaEnvelope(int width, double step)
{
    private readonly int[] _column = new int[width];
    private readonly double[] _height = new double[width];
    private readonly double[] _from = new double[width];
    private int _count;

    /// <summary>Keeps the parabolas that are lowest somewhere; columns without foreground (infinite) have none.</summary>
    public void Build(ReadOnlySpan<double> distances)
    {
        _count = 0;
        for (var column = 0; column < distances.Length; column++)
        {
            if (double.IsPositiveInfinity(distances[column]))
                continue;
            var height = distances[column] * distances[column];
            var from = double.NegativeInfinity;
            while (_count > 0)
            {
                from = Crossing(_count - 1, column, height);
                if (from > _from[_count - 1])
                    break;
                _count--;
                from = double.NegativeInfinity;
            }
            (_column[_count], _height[_count], _from[_count]) = (column, height, from);
            _count++;
        }
    }

    /// <summary>Replaces the distances along the columns by the distances in the plane.</summary>
    public void Root(Span<double> distances)
    {
        var lowest = 0;
        for (var column = 0; column < distances.Length && _count > 0; column++)
        {
            while (lowest + 1 < _count && _from[lowest + 1] < column)
                lowest++;
            var across = (column - _column[lowest]) * step;
            distances[column] = Math.Sqrt(across * across + _height[lowest]);
        }
    }

    /// <summary>From which column on, as a fraction, the new parabola lies below a kept one.</summary>
    private double Crossing(int kept, int column, double height)
    {
        var squared = step * step;
        return (height - _height[kept] + squared * ((double)column * column - (double)_column[kept] * _column[kept]))
            / (2 * squared * (column - _column[kept]));
    }
}
