using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Prepared;

namespace DeferredSeg.Engine.Tests.Fakes;

/// <summary>Small volumes with a bright ball somewhere, whose slices are named.</summary>
internal sealed class BallVolumes(string name, int count, int depth = 6, int height = 10, int width = 12) : IPreparedCases
{
    public IReadOnlyList<CaseInfo> Cases { get; } = [.. Enumerable.Range(0, count).Select(i => new CaseInfo($"{name}-{i}"))];

    public PreparedCase Get(int index, GeometricVariant variant)
    {
        var grid = new Grid(depth, height, width);
        var (mask, image) = (new byte[grid.Count], new float[grid.Count]);
        var (cz, cy, cx) = (1 + (index % (depth - 2)), 3 + index % (height - 6), 3 + index * 2 % (width - 6));
        for (var voxel = 0; voxel < mask.Length; voxel++)
        {
            var (z, y, x) = (voxel / (height * width), voxel / width % height, voxel % width);
            mask[voxel] = (byte)((z - cz) * (z - cz) * 2 + (y - cy) * (y - cy) + (x - cx) * (x - cx) <= 9 ? 1 : 0);
            image[voxel] = mask[voxel] * 0.8f + voxel * 7 % 11 * 0.02f;
        }
        return new(Cases[index], image, new(grid, 1, Array.ConvertAll(image, value => (byte)(value * 200)), null), new(grid, 1, mask), variant)
        {
            Slices = [.. Enumerable.Range(0, depth).Select(z => new CaseInfo($"{Cases[index].Id}/{z:000}"))],
        };
    }
}
