namespace Exported;

/// <summary>An image in overlapping tiles of one size, and their answers as one map.</summary>
/// <param name="sizes">A tile's sides, the slowest axis first.</param>
/// <param name="overlap">The share of a side that it has in common with the next tile; the last tile ends at the edge.</param>
internal sealed class Tiles(IReadOnlyList<int> sizes, double overlap)
{
    /// <summary>Runs tile by tile and averages, nearer to a tile's middle counting more.</summary>
    /// <param name="images"><c>[B, C, …]</c>.</param>
    /// <param name="run">Answers for one tile of each image.</param>
    /// <returns>Maps of the images' size.</returns>
    public (Tensor Logits, Tensor? Features) Run(Tensor images, Func<Tensor, (Tensor Logits, Tensor? Features)> run)
    {
        using var scope = NewDisposeScope();
        var padded = Padded(images);
        var weights = Weights(images.device);
        Tensor? logits = null,
            features = null;
        var sum = zeros([1, 1, .. padded.shape[2..]], ScalarType.Float32, images.device);
        foreach (var corner in Corners(padded.shape[2..]))
        {
            using var ofTile = NewDisposeScope();
            var (answer, map) = run(Part(padded, corner));
            logits ??= Zeros(answer, padded).MoveToOuterDisposeScope();
            Part(logits, corner).add_(answer * weights);
            Part(sum, corner).add_(weights);
            // A coarser map has no place of its own in the whole.
            if (map is null || !map.shape[2..].SequenceEqual(answer.shape[2..]))
                continue;
            features ??= Zeros(map, padded).MoveToOuterDisposeScope();
            Part(features, corner).add_(map * weights);
        }
        return (Cropped(logits! / sum, images).MoveToOuterDisposeScope(), features is null ? null : Cropped(features / sum, images).MoveToOuterDisposeScope());
    }

    private static Tensor Zeros(Tensor answer, Tensor padded) =>
        zeros([answer.shape[0], answer.shape[1], .. padded.shape[2..]], ScalarType.Float32, answer.device);

    /// <summary>At least a tile's size, its own edge repeated after the end.</summary>
    private Tensor Padded(Tensor images)
    {
        for (var axis = 0; axis < sizes.Count; axis++)
        {
            var missing = sizes[axis] - images.shape[axis + 2];
            if (missing <= 0)
                continue;
            var edge = images.narrow(axis + 2, images.shape[axis + 2] - 1, 1);
            long[] shape = [.. images.shape];
            shape[axis + 2] = missing;
            images = cat([images, edge.expand(shape)], axis + 2);
        }
        return images;
    }

    private static Tensor Cropped(Tensor map, Tensor images)
    {
        for (var axis = 2; axis < map.dim(); axis++)
            map = map.narrow(axis, 0, images.shape[axis]);
        return map.contiguous();
    }

    private Tensor Part(Tensor map, int[] corner)
    {
        for (var axis = 0; axis < sizes.Count; axis++)
            map = map.narrow(axis + 2, corner[axis], sizes[axis]);
        return map;
    }

    private IEnumerable<int[]> Corners(long[] whole)
    {
        IEnumerable<int[]> corners =
        [
            [],
        ];
        for (var axis = 0; axis < sizes.Count; axis++)
        {
            var (last, step) = ((int)whole[axis] - sizes[axis], Math.Max(1, (int)Math.Round(sizes[axis] * (1 - overlap))));
            int[] starts = [.. Enumerable.Range(0, (last + step - 1) / step).Select(i => i * step), last];
            corners = [.. corners.SelectMany(corner => starts.Select(start => (int[])[.. corner, start]))];
        }
        return corners;
    }

    /// <summary>A Gaussian around the middle with a deviation of an eighth of each side, at least 1e-3 of its peak, so that every pixel counts.</summary>
    private Tensor Weights(Device device)
    {
        var weights = ones([1, 1, .. Enumerable.Repeat(1L, sizes.Count)], ScalarType.Float32, device);
        for (var axis = 0; axis < sizes.Count; axis++)
        {
            var side = sizes[axis];
            float[] bell = [.. Enumerable.Range(0, side).Select(i => (float)Math.Exp(-0.5 * Math.Pow((i - (side - 1) / 2.0) / (side / 8.0), 2)))];
            long[] shape = [.. Enumerable.Repeat(1L, sizes.Count + 2)];
            shape[axis + 2] = side;
            weights = weights * tensor(bell, shape, device: device);
        }
        return weights.clamp_min(1e-3);
    }
}
