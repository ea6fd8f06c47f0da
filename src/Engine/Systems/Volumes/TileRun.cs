using DeferredSeg.Abstractions.Backbones;

namespace DeferredSeg.Engine.Systems.Volumes;

/// <summary>A case in overlapping tiles, and their maps as one. Memory is that of the case, of its maps, and of one tile in the network.</summary>
public static class TileRun
{
    /// <summary>Runs a network tile by tile and takes the mean, weighed by a voxel's place in the tile.</summary>
    /// <param name="image">float32 <c>[C, D, H, W]</c>; a rule of two axes takes its slices across D one by one. The caller's.</param>
    /// <param name="rule">How it is cut and joined.</param>
    /// <param name="network">Gives maps <c>[1, M, …]</c> of a tile <c>[1, C, …]</c>, the caller's from then on.</param>
    /// <param name="done">Is told how many tiles are done, of how many.</param>
    /// <param name="cancellation">Ends it between two tiles.</param>
    /// <returns><c>[M, D, H, W]</c> on the CPU, float32, or float16 as the rule says; the caller's.</returns>
    public static Tensor Run(Tensor image, TileRule rule, Func<Tensor, Tensor> network, Action<int, int>? done = null, CancellationToken cancellation = default)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var flat = rule.Patch.Count == 2;
        // Slices one by one are a third axis whose tiles are one slice thick.
        int[] patch = flat ? [1, .. rule.Patch] : [.. rule.Patch];
        var (padded, place) = Padded(image, patch);
        var half = rule.Sums == TileSums.Float16;
        var type = half ? ScalarType.Float16 : ScalarType.Float32;
        var weights = TileWeightMap.Of(rule, half).view([.. patch.Select(size => (long)size)]);
        var sum = zeros([.. padded.shape[1..]], type);
        Tensor? maps = null;
        var (corners, count) = (Corners(padded.shape[1..], patch, rule.Step).ToList(), 0);
        foreach (var corner in corners)
        {
            cancellation.ThrowIfCancellationRequested();
            using var ofTile = NewDisposeScope();
            var tile = Part(padded, 1, corner, patch).unsqueeze(0).contiguous();
            var answer = Mirrored(flat ? tile.squeeze(2) : tile, rule.MirrorAxes, network).cpu();
            if (flat)
                answer = answer.unsqueeze(2);
            maps ??= zeros([answer.shape[1], .. padded.shape[1..]], type).MoveToOuterDisposeScope();
            Add(Part(maps, 1, corner, patch), answer[0] * weights.to(ScalarType.Float32));
            Add(Part(sum, 0, corner, patch), weights);
            done?.Invoke(++count, corners.Count);
        }
        // In place: the maps are the largest of all.
        for (var map = 0L; map < maps!.shape[0]; map++)
        {
            using var one = maps[map];
            one.div_(sum);
        }
        var inside = maps;
        for (var axis = 0; axis < 3; axis++)
            inside = inside.narrow(axis + 1, place[axis], image.shape[axis + 1]);
        return inside.contiguous().alias().MoveToOuterDisposeScope();
    }

    /// <summary>Where tiles begin along an axis: as few as the step allows, equally far apart.</summary>
    /// <param name="size">The axis' voxels, at least a tile's.</param>
    /// <param name="patch">The tile's.</param>
    /// <param name="step">The most that tiles lie apart, as a share of a tile.</param>
    public static IReadOnlyList<int> Starts(int size, int patch, double step)
    {
        var count = (int)Math.Ceiling((size - patch) / (patch * step)) + 1;
        if (count < 2)
            return [0];
        var apart = (double)(size - patch) / (count - 1);
        return [.. Enumerable.Range(0, count).Select(i => (int)Math.Round(i * apart, MidpointRounding.ToEven))];
    }

    /// <summary>All ways to mirror along some of the axes, the fewest first; without the one that mirrors nothing.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> Flips(IReadOnlyList<int> axes) =>
        [
            .. Enumerable
                .Range(1, (1 << axes.Count) - 1)
                .Select(bits => (int[])[.. Enumerable.Range(0, axes.Count).Where(bit => (bits >> bit & 1) == 1).Select(bit => axes[bit])])
                .OrderBy(flip => flip.Length)
                .ThenBy(flip => string.Join(',', flip), StringComparer.Ordinal),
        ];

    private static IEnumerable<int[]> Corners(long[] sizes, int[] patch, double step)
    {
        var starts = sizes.Select((size, axis) => Starts((int)size, patch[axis], patch[axis] == 1 ? 1 : step)).ToList();
        foreach (var z in starts[0])
        foreach (var y in starts[1])
        foreach (var x in starts[2])
            yield return [z, y, x];
    }

    private static Tensor Mirrored(Tensor tile, IReadOnlyList<int> axes, Func<Tensor, Tensor> network)
    {
        var sum = network(tile);
        var flips = axes.Count == 0 ? [] : Flips(axes);
        foreach (var flip in flips)
        {
            using var scope = NewDisposeScope();
            long[] dimensions = [.. flip.Select(axis => axis + 2L)];
            sum.add_(network(tile.flip(dimensions)).flip(dimensions));
        }
        return flips.Count == 0 ? sum : sum.div_(flips.Count + 1);
    }

    // Added in single precision and rounded once.
    private static void Add(Tensor to, Tensor values)
    {
        if (to.dtype == ScalarType.Float32)
            to.add_(values);
        else
            to.copy_(to.to(ScalarType.Float32) + values.to(ScalarType.Float32));
    }

    private static Tensor Part(Tensor array, int first, int[] corner, int[] patch)
    {
        for (var axis = 0; axis < patch.Length; axis++)
            array = array.narrow(first + axis, corner[axis], patch[axis]);
        return array;
    }

    /// <summary>At least a tile's size, with zeros around it, the odd one behind.</summary>
    private static (Tensor Padded, long[] Place) Padded(Tensor image, int[] patch)
    {
        long[] missing = [.. patch.Select((size, axis) => Math.Max(0, size - image.shape[axis + 1]))];
        long[] before = [.. missing.Select(size => size / 2)];
        return missing.All(size => size == 0)
            ? (image, before)
            : (
                nn.functional.pad(
                    image,
                    (long[])[.. Enumerable.Range(0, 3).Reverse().SelectMany(axis => (long[])[before[axis], missing[axis] - before[axis]])]
                ),
                before
            );
    }
}
