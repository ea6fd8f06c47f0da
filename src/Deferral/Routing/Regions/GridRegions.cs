using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Deferral.Routing.Policies;

namespace DeferredSeg.Deferral.Routing.Regions;

/// <summary>
/// The connected regions of a decision map with their pixels, of an image or of a volume, in which regions go through the slices: four neighbours
/// become the six that share a face, eight the twenty-six that share a face, an edge or a corner.
/// </summary>
public static class GridRegions
{
    /// <summary>Finds the regions of every channel, the model's among them.</summary>
    /// <param name="decision">Channels from 0, row by row, of a volume slice by slice.</param>
    /// <param name="grid">The pixels or voxels.</param>
    /// <param name="connectivity">Which touch one another.</param>
    /// <returns>By channel, then by first pixel.</returns>
    /// <exception cref="ArgumentException">The map has another size, or a value that is no channel.</exception>
    public static IReadOnlyList<GridRegion> Of(ReadOnlySpan<long> decision, Grid grid, Connectivity connectivity)
    {
        var seen = new bool[decision.Length];
        List<GridRegion> regions = [];
        if (grid.Axes == 2)
        {
            foreach (var region in ConnectedRegions.Of(decision, grid.Height, grid.Width, connectivity))
                regions.Add(new(region.Channel, RegionPixels.Of(region, decision, grid.Width, connectivity, seen)));
            return regions;
        }
        DecisionMap.Require(decision, grid.Depth * grid.Height, grid.Width);
        for (var voxel = 0; voxel < decision.Length; voxel++)
        {
            if (!seen[voxel])
                regions.Add(new((int)decision[voxel], Filled(voxel, decision, grid, connectivity, seen)));
        }
        return [.. regions.OrderBy(region => region.Channel).ThenBy(region => region.Pixels[0])];
    }

    /// <summary>Whether a pixel touches the border of the grid; a volume of one slice is an image.</summary>
    internal static bool IsAtBorder(int pixel, Grid grid)
    {
        var (z, y, x) = Place(pixel, grid);
        static bool Is(int at, int size) => at == 0 || at == size - 1;
        return Is(x, grid.Width) || Is(y, grid.Height) || (grid.Depth > 1 && Is(z, grid.Depth));
    }

    /// <summary>What touches a pixel.</summary>
    internal static void Neighbours(int pixel, Grid grid, Connectivity connectivity, List<int> into)
    {
        into.Clear();
        var (z, y, x) = Place(pixel, grid);
        for (var dz = grid.Axes == 3 ? -1 : 0; dz <= (grid.Axes == 3 ? 1 : 0); dz++)
        for (var dy = -1; dy <= 1; dy++)
        for (var dx = -1; dx <= 1; dx++)
        {
            var steps = Math.Abs(dz) + Math.Abs(dy) + Math.Abs(dx);
            if (steps == 0 || (connectivity == Connectivity.Four && steps > 1))
                continue;
            if (z + dz < 0 || z + dz >= grid.Depth || y + dy < 0 || y + dy >= grid.Height || x + dx < 0 || x + dx >= grid.Width)
                continue;
            into.Add(pixel + (dz * grid.Height + dy) * grid.Width + dx);
        }
    }

    private static (int Z, int Y, int X) Place(int pixel, Grid grid) =>
        (pixel / (grid.Height * grid.Width), pixel / grid.Width % grid.Height, pixel % grid.Width);

    private static List<int> Filled(int first, ReadOnlySpan<long> decision, Grid grid, Connectivity connectivity, bool[] seen)
    {
        List<int> voxels = [first];
        List<int> near = [];
        seen[first] = true;
        for (var next = 0; next < voxels.Count; next++)
        {
            Neighbours(voxels[next], grid, connectivity, near);
            foreach (var other in near)
            {
                if (seen[other] || decision[other] != decision[first])
                    continue;
                seen[other] = true;
                voxels.Add(other);
            }
        }
        return voxels;
    }
}

/// <summary>A connected set of pixels or voxels that were routed to the same channel.</summary>
/// <param name="Channel">0 is the model, 1..J are the experts.</param>
/// <param name="Pixels">Places in the map; the first is the first of all.</param>
public sealed record GridRegion(int Channel, IReadOnlyList<int> Pixels);
