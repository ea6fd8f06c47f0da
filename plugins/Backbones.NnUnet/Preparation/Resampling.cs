namespace Backbones.NnUnet.Preparation;

/// <summary>How arrays are brought to another grid.</summary>
/// <param name="Order">Of splines within the plane, or in all three dimensions.</param>
/// <param name="OrderAcross">Along an axis that is treated by itself.</param>
internal sealed record ResamplingRule(int Order, int OrderAcross = 0)
{
    /// <summary>Whether one axis is treated by itself; null decides by the spacings.</summary>
    public bool? Separate { get; init; }

    /// <summary>Whether values are labels: each by itself, which takes the voxels where at least half of it arrives.</summary>
    public bool IsLabels { get; init; }
}

/// <summary>Brings arrays to another number of voxels.</summary>
internal static class Resampling
{
    // Spacings further apart than so many times are treated apart.
    private const double Anisotropic = 3;

    /// <summary>The voxels of an axis afterwards; halves go to the even number. An axis of one voxel may become none.</summary>
    public static int NewSize(int size, double spacing, double wanted) => (int)Math.Round(spacing / wanted * size, MidpointRounding.ToEven);

    /// <summary>The axis that is treated by itself; null where there is none.</summary>
    /// <param name="force">What the plans say; null decides by the spacings.</param>
    /// <param name="current">The spacing before.</param>
    /// <param name="wanted">The spacing after.</param>
    public static int? AxisApart(bool? force, IReadOnlyList<double> current, IReadOnlyList<double> wanted) =>
        force switch
        {
            false => null,
            true => Coarsest(current),
            _ when current.Max() / current.Min() > Anisotropic => Coarsest(current),
            _ when wanted.Max() / wanted.Min() > Anisotropic => Coarsest(wanted),
            _ => null,
        };

    /// <summary>Resamples; an array that has the wanted sizes is returned as it is, whatever its spacing.</summary>
    /// <param name="array">Floating point <c>[C, D, H, W]</c>; the caller's.</param>
    /// <param name="sizes">The sizes that are wanted.</param>
    /// <param name="current">The spacing before.</param>
    /// <param name="wanted">The spacing after.</param>
    /// <param name="rule">How.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>Of the type of <paramref name="array"/>, computed in double precision.</returns>
    public static Tensor Resample(
        Tensor array,
        IReadOnlyList<int> sizes,
        IReadOnlyList<double> current,
        IReadOnlyList<double> wanted,
        ResamplingRule rule,
        CancellationToken cancellation = default
    )
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        if (array.shape[1..].SequenceEqual(sizes.Select(size => (long)size)))
            return array.alias().MoveToOuterDisposeScope();
        if (sizes.Any(size => size < 1))
            throw new ArgumentException(
                $"The case would have {string.Join(" x ", sizes)} voxels at the spacing {string.Join(" x ", wanted)} mm; expected at least one along "
                    + $"each axis. It is too thin for this network."
            );
        var apart = AxisApart(rule.Separate, current, wanted);
        var result = empty([array.shape[0], .. sizes.Select(size => (long)size)], array.dtype);
        for (var channel = 0L; channel < array.shape[0]; channel++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var ofChannel = NewDisposeScope();
            var one = array[channel];
            result[channel].copy_(rule.IsLabels && rule.Order > 0 ? Labels(one, sizes, apart, rule) : Values(one, sizes, apart, rule));
        }
        return result.MoveToOuterDisposeScope();
    }

    private static int? Coarsest(IReadOnlyList<double> spacing)
    {
        var largest = spacing.Max();
        int[] axes = [.. Enumerable.Range(0, 3).Where(axis => spacing[axis] == largest)];
        return axes.Length == 1 ? axes[0] : null;
    }

    private static Tensor Values(Tensor volume, IReadOnlyList<int> sizes, int? apart, ResamplingRule rule)
    {
        if (apart is not { } axis)
            return Spline(volume, sizes, rule.Order, [0, 1, 2], null);
        int[] plane = [.. Enumerable.Range(0, 3).Where(one => one != axis)];
        var within = Spline(volume, sizes, rule.Order, plane, axis);
        return Across(within, axis, sizes[axis], rule.OrderAcross);
    }

    private static Tensor Labels(Tensor volume, IReadOnlyList<int> sizes, int? apart, ResamplingRule rule)
    {
        var within = Majority(
            volume,
            map => Spline(map, sizes, rule.Order, apart is { } own ? [.. Enumerable.Range(0, 3).Where(one => one != own)] : [0, 1, 2], null),
            part => part.ge(0.5)
        );
        if (apart is not { } axis)
            return within;
        return rule.OrderAcross == 0
            ? Across(within, axis, sizes[axis], 0)
            : Majority(within, map => Across(map, axis, sizes[axis], rule.OrderAcross), part => part.round().gt(0.5));
    }

    /// <summary>Each label by itself, ascending; a later one stands over an earlier one.</summary>
    private static Tensor Majority(Tensor labels, Func<Tensor, Tensor> resample, Func<Tensor, Tensor> isThere)
    {
        Tensor? result = null;
        foreach (var label in labels.unique(sorted: true).output.to(ScalarType.Float64).data<double>().ToArray())
        {
            var there = isThere(resample(labels.eq(label).to(ScalarType.Float64)));
            result ??= zeros(there.shape, ScalarType.Float64);
            result.masked_fill_(there, label);
        }
        return result!;
    }

    /// <summary>Splines along some axes, cut to the range of what they are fitted to: each slice across <paramref name="across"/>, or the whole.</summary>
    private static Tensor Spline(Tensor volume, IReadOnlyList<int> sizes, int order, IReadOnlyList<int> axes, int? across)
    {
        var changed = axes.Where(axis => volume.shape[axis] != sizes[axis]).ToList();
        if (changed.Count == 0)
            return volume.to(ScalarType.Float64);
        var over = across is { } own ? (long[])[.. Enumerable.Range(0, 3).Where(axis => axis != own).Select(axis => (long)axis)] : [0, 1, 2];
        var (least, most) = order > 1 ? (volume.amin(over, keepdim: true), volume.amax(over, keepdim: true)) : (null, null);
        var map = Within(volume, sizes, order, [.. changed.Where(axis => axis > 0)]);
        if (changed.Contains(0))
        {
            using var before = map;
            map = Through(before, sizes[0], order);
        }
        return least is null ? map : map.clamp_(least.to(ScalarType.Float64), most!.to(ScalarType.Float64));
    }

    /// <summary>Along rows and columns, a few slices at a time in double precision; a tensor of its own where nothing changes either.</summary>
    private static Tensor Within(Tensor volume, IReadOnlyList<int> sizes, int order, IReadOnlyList<int> axes)
    {
        if (axes.Count == 0)
            return volume.alias();
        long[] shape = [volume.shape[0], axes.Contains(1) ? sizes[1] : volume.shape[1], axes.Contains(2) ? sizes[2] : volume.shape[2]];
        var result = empty(shape, ScalarType.Float64);
        var matrices = axes.Select(axis => (axis, Matrix: AxisMatrix.Of((int)volume.shape[axis], sizes[axis], order))).ToList();
        foreach (var (first, count) in Chunks(volume.shape[0], volume.shape[1] * volume.shape[2]))
        {
            using var ofChunk = NewDisposeScope();
            var part = volume.narrow(0, first, count).to(ScalarType.Float64);
            foreach (var (axis, matrix) in matrices)
                part = Along(part, matrix, axis);
            result.narrow(0, first, count).copy_(part);
        }
        return result;
    }

    /// <summary>Along the slowest axis, a few rows at a time in double precision.</summary>
    private static Tensor Through(Tensor map, int size, int order)
    {
        using var matrix = AxisMatrix.Of((int)map.shape[0], size, order);
        var result = empty([size, map.shape[1], map.shape[2]], ScalarType.Float64);
        foreach (var (first, count) in Chunks(map.shape[1], map.shape[0] * map.shape[2]))
        {
            using var ofChunk = NewDisposeScope();
            result.narrow(1, first, count).copy_(Along(map.narrow(1, first, count).to(ScalarType.Float64), matrix, 0));
        }
        return result;
    }

    // So many voxels are in double precision at once.
    private static IEnumerable<(long First, long Count)> Chunks(long length, long each)
    {
        var step = Math.Max(1, (1L << 22) / each);
        for (long first = 0; first < length; first += step)
            yield return (first, Math.Min(step, length - first));
    }

    private static Tensor Along(Tensor map, Tensor matrix, int axis)
    {
        if (axis == 2)
            return map.matmul(matrix.t());
        if (axis == 1)
            return matrix.matmul(map);
        var shape = map.shape;
        return matrix.matmul(map.reshape(shape[0], -1)).view(matrix.shape[0], shape[1], shape[2]);
    }

    private static Tensor Across(Tensor map, int axis, int size, int order)
    {
        var old = (int)map.shape[axis];
        if (old == size)
            return map;
        if (order == 0)
            return map.index_select(
                axis,
                tensor((long[])[.. Enumerable.Range(0, size).Select(i => (long)AxisMatrix.Nearest(AxisMatrix.Place(i, old, size), old))])
            );
        using var matrix = AxisMatrix.Of(old, size, order);
        return Along(map, matrix, axis);
    }
}
