namespace DeferredSeg.Deferral.Regions;

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
