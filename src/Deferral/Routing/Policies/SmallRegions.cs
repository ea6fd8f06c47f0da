namespace DeferredSeg.Deferral.Routing.Policies;

/// <summary>Regions too small to be worth an expert's look.</summary>
internal static class SmallRegions
{
    /// <summary>Gives every connected region of one expert's pixels that has fewer than asked to the model.</summary>
    /// <param name="decision">One map, row-major, height x width; changed in place.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="minimum">The fewest pixels that an expert's region keeps.</param>
    /// <param name="connectivity">Which pixels touch.</param>
    public static void ToModel(Span<long> decision, int height, int width, int minimum, Connectivity connectivity)
    {
        var seen = new bool[decision.Length];
        foreach (var region in ConnectedRegions.Of(decision, height, width, connectivity))
        {
            if (region.Channel == 0 || region.Pixels >= minimum)
                continue;
            // Regions are kept apart by seen, so that what became the model's does not matter to the next.
            foreach (var pixel in RegionPixels.Of(region, decision, width, connectivity, seen))
                decision[pixel] = 0;
        }
    }
}

/// <summary>What the model keeps in the midst of one expert's region.</summary>
internal static class Holes
{
    /// <summary>Finds connected regions of the model's pixels that do not touch the border of the image, and touch the pixels of one expert only.</summary>
    /// <param name="decision">One map, row-major, height x width.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="largest">The most pixels of a hole.</param>
    /// <param name="connectivity">Which pixels touch, inside of a hole and around it.</param>
    /// <returns>By first pixel.</returns>
    public static IEnumerable<Hole> Of(ReadOnlySpan<long> decision, int height, int width, int largest, Connectivity connectivity)
    {
        List<Hole> holes = [];
        var seen = new bool[decision.Length];
        foreach (var region in ConnectedRegions.Of(decision, height, width, connectivity))
        {
            var isInside = region.Top > 0 && region.Left > 0 && region.Bottom < height - 1 && region.Right < width - 1;
            if (region.Channel != 0 || region.Pixels > largest || !isInside)
                continue;
            var pixels = RegionPixels.Of(region, decision, width, connectivity, seen);
            if (Around(pixels, decision, width, connectivity) is { } expert)
                holes.Add(new(expert, pixels));
        }
        return holes;
    }

    /// <summary>The one expert around, or null where there are several.</summary>
    private static long? Around(List<int> pixels, ReadOnlySpan<long> decision, int width, Connectivity connectivity)
    {
        ReadOnlySpan<int> neighbours =
            connectivity == Connectivity.Four ? [-width, -1, 1, width] : [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1];
        long? expert = null;
        foreach (var pixel in pixels)
        {
            foreach (var neighbour in neighbours)
            {
                var channel = decision[pixel + neighbour];
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
