namespace Backbones.NnUnet.Preparation;

/// <summary>A box of voxels, each axis from a first index to one behind the last.</summary>
/// <param name="From">The first index along each axis.</param>
/// <param name="To">One behind the last.</param>
internal sealed record VoxelBox(IReadOnlyList<int> From, IReadOnlyList<int> To)
{
    /// <summary>Its sides.</summary>
    public IReadOnlyList<int> Sizes => [.. From.Zip(To, (from, to) => to - from)];
}

/// <summary>Where an image shows anything: any channel is not 0, and what that encloses.</summary>
internal static class NonzeroBox
{
    /// <summary>The mask.</summary>
    /// <param name="channels">Voxels of each channel.</param>
    /// <param name="sizes">D, H and W.</param>
    /// <returns>Whether each voxel is within; a hole is filled where its voxels touch by faces neither the outside nor the border.</returns>
    public static bool[] Mask(IReadOnlyList<Func<ReadOnlyMemory<float>>> channels, IReadOnlyList<int> sizes)
    {
        var mask = new bool[sizes[0] * sizes[1] * sizes[2]];
        foreach (var channel in channels)
        {
            var values = channel().Span;
            for (var i = 0; i < mask.Length; i++)
                mask[i] |= values[i] != 0;
        }
        return Filled(mask, sizes);
    }

    /// <summary>The least box around a mask; everything where it is empty.</summary>
    public static VoxelBox Around(bool[] mask, IReadOnlyList<int> sizes)
    {
        int[] from = [.. sizes],
            to = [0, 0, 0];
        for (int z = 0, at = 0; z < sizes[0]; z++)
        {
            for (var y = 0; y < sizes[1]; y++, at += sizes[2])
            {
                var row = mask.AsSpan(at, sizes[2]);
                var first = row.IndexOf(true);
                if (first < 0)
                    continue;
                (from[0], to[0]) = (Math.Min(from[0], z), Math.Max(to[0], z + 1));
                (from[1], to[1]) = (Math.Min(from[1], y), Math.Max(to[1], y + 1));
                (from[2], to[2]) = (Math.Min(from[2], first), Math.Max(to[2], row.LastIndexOf(true) + 1));
            }
        }
        return to[0] == 0 ? new([0, 0, 0], [.. sizes]) : new(from, to);
    }

    // What is not reached from the border through voxels that are 0.
    private static bool[] Filled(bool[] mask, IReadOnlyList<int> sizes)
    {
        var (depth, height, width) = (sizes[0], sizes[1], sizes[2]);
        var outside = new bool[mask.Length];
        Stack<int> open = new();
        for (int z = 0, at = 0; z < depth; z++)
        for (var y = 0; y < height; y++)
        for (var x = 0; x < width; x++, at++)
            if (z == 0 || y == 0 || x == 0 || z == depth - 1 || y == height - 1 || x == width - 1)
                Reach(at);
        while (open.TryPop(out var at))
        {
            var (x, y, z) = (at % width, at / width % height, at / (width * height));
            if (x > 0)
                Reach(at - 1);
            if (x < width - 1)
                Reach(at + 1);
            if (y > 0)
                Reach(at - width);
            if (y < height - 1)
                Reach(at + width);
            if (z > 0)
                Reach(at - width * height);
            if (z < depth - 1)
                Reach(at + width * height);
        }
        return Array.ConvertAll(outside, one => !one);

        void Reach(int at)
        {
            if (mask[at] || outside[at])
                return;
            outside[at] = true;
            open.Push(at);
        }
    }
}
