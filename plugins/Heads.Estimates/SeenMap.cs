namespace Heads.Estimates;

/// <summary>
/// Maps of the surroundings of every pixel, kept as small as the squares that they are means of: at a pixel's size there are only as many rows as are asked
/// for, so that a large image needs little memory.
/// </summary>
internal sealed class SeenMap
{
    private readonly IReadOnlyList<Tensor> _pooled;
    private readonly long _height;
    private readonly long _width;

    private SeenMap(IReadOnlyList<Tensor> pooled, long height, long width) => (_pooled, _height, _width) = (pooled, height, width);

    /// <summary>The mean over 2^level by 2^level pixels, bilinearly between their middles.</summary>
    /// <param name="maps">float32 <c>[P, C, H', W']</c>; at level 0 they are kept.</param>
    /// <param name="level">From 0, the pixel itself.</param>
    public static SeenMap Around(Tensor maps, int level) => new([Pooled(maps, level)], maps.shape[2], maps.shape[3]);

    /// <summary>The deviation over 2^level by 2^level pixels.</summary>
    /// <param name="values">float32 <c>[P, 1, H', W']</c>.</param>
    /// <param name="squares">Their squares.</param>
    /// <param name="level">From 1.</param>
    public static SeenMap Deviation(Tensor values, Tensor squares, int level) =>
        new([Pooled(values, level), Pooled(squares, level)], values.shape[2], values.shape[3]);

    /// <summary>Some rows of it.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="count">How many.</param>
    /// <returns>float32 <c>[P, C, count, W']</c>, in the caller's dispose scope.</returns>
    public Tensor Rows(long first, long count)
    {
        var means = Rows(_pooled[0], first, count);
        return _pooled.Count == 1 ? means : (Rows(_pooled[1], first, count) - means.square()).clamp_min(0).sqrt();
    }

    private static Tensor Pooled(Tensor maps, int level)
    {
        if (level == 0)
            return maps;
        // A small image is its own surroundings.
        long[] size = [Math.Min(1L << level, maps.shape[2]), Math.Min(1L << level, maps.shape[3])];
        return nn.functional.avg_pool2d(maps, size, size, ceil_mode: true, count_include_pad: false);
    }

    // Rows bilinearly, as torch's interpolate without aligned corners has them, then columns by it.
    private Tensor Rows(Tensor maps, long first, long count)
    {
        var small = maps.shape[2];
        if (small == _height && maps.shape[3] == _width)
            return maps.narrow(2, first, count);
        var scale = (double)small / _height;
        var (above, below, share) = (new long[count], new long[count], new float[count]);
        for (var i = 0; i < count; i++)
        {
            var place = Math.Max(0, (first + i + 0.5) * scale - 0.5);
            above[i] = Math.Min((long)place, small - 1);
            below[i] = Math.Min(above[i] + 1, small - 1);
            share[i] = (float)(place - above[i]);
        }
        var weight = tensor(share, [count, 1], device: maps.device);
        var upper = maps.index_select(2, tensor(above, device: maps.device));
        var lower = maps.index_select(2, tensor(below, device: maps.device));
        var rows = upper.mul_(1 - weight).addcmul_(lower, weight, 1);
        return nn.functional.interpolate(rows, [count, _width], mode: InterpolationMode.Bilinear, align_corners: false);
    }
}
