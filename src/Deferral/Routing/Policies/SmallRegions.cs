using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Deferral.Routing.Regions;

namespace DeferredSeg.Deferral.Routing.Policies;

/// <summary>Regions too small to be worth an expert's look.</summary>
internal static class SmallRegions
{
    /// <summary>Gives every connected region of one expert's pixels that has fewer than asked to the model.</summary>
    /// <param name="decision">One map, row by row; changed in place.</param>
    /// <param name="grid">Its pixels or voxels.</param>
    /// <param name="minimum">The fewest pixels that an expert's region keeps.</param>
    /// <param name="connectivity">Which pixels touch.</param>
    public static void ToModel(Span<long> decision, Grid grid, int minimum, Connectivity connectivity)
    {
        foreach (var region in GridRegions.Of(decision, grid, connectivity))
        {
            if (region.Channel == 0 || region.Pixels.Count >= minimum)
                continue;
            foreach (var pixel in region.Pixels)
                decision[pixel] = 0;
        }
    }
}

/// <summary>What the model keeps in the midst of one expert's region.</summary>
internal static class Holes
{
    /// <summary>
    /// Finds connected regions of the model's pixels that do not touch the border of the image or volume, and touch the pixels of one expert only.
    /// </summary>
    /// <param name="decision">One map, row by row.</param>
    /// <param name="grid">Its pixels or voxels.</param>
    /// <param name="largest">The most pixels of a hole.</param>
    /// <param name="connectivity">Which pixels touch, inside of a hole and around it.</param>
    /// <returns>By first pixel.</returns>
    public static IEnumerable<Hole> Of(ReadOnlySpan<long> decision, Grid grid, int largest, Connectivity connectivity)
    {
        List<Hole> holes = [];
        foreach (var region in GridRegions.Of(decision, grid, connectivity))
        {
            if (region.Channel != 0 || region.Pixels.Count > largest || region.Pixels.Any(pixel => GridRegions.IsAtBorder(pixel, grid)))
                continue;
            if (Around(region.Pixels, decision, grid, connectivity) is { } expert)
                holes.Add(new(expert, region.Pixels));
        }
        return holes;
    }

    /// <summary>The one expert around, or null where there are several.</summary>
    private static long? Around(IReadOnlyList<int> pixels, ReadOnlySpan<long> decision, Grid grid, Connectivity connectivity)
    {
        long? expert = null;
        List<int> near = [];
        foreach (var pixel in pixels)
        {
            GridRegions.Neighbours(pixel, grid, connectivity, near);
            foreach (var neighbour in near)
            {
                var channel = decision[neighbour];
                if (channel == 0)
                    continue;
                if (expert is { } other && other != channel)
                    return null;
                expert = channel;
            }
        }
        return expert;
    }
}

/// <summary>A connected region of the model's pixels inside of one expert's.</summary>
/// <param name="Expert">The only channel that it touches.</param>
/// <param name="Pixels">Its pixels, the first in row-major order at the front.</param>
internal sealed record Hole(long Expert, IReadOnlyList<int> Pixels);
