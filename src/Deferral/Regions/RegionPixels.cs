namespace DeferredSeg.Deferral.Regions;

/// <summary>The pixels of a region, found again from its first.</summary>
internal static class RegionPixels
{
    /// <summary>Fills from the region's first pixel; time grows with its pixels.</summary>
    /// <param name="region">One of <see cref="ConnectedRegions"/> of this map.</param>
    /// <param name="decision">The map, row-major.</param>
    /// <param name="width">Columns.</param>
    /// <param name="connectivity">As the region was found.</param>
    /// <param name="seen">As large as the map; the region's pixels become true, and none of them is yet.</param>
    /// <returns>Indices into the map, in the order in which they are reached.</returns>
    public static List<int> Of(Region region, ReadOnlySpan<long> decision, int width, Connectivity connectivity, Span<bool> seen)
    {
        List<int> pixels = [region.First];
        seen[region.First] = true;
        for (var next = 0; next < pixels.Count; next++)
        {
            var (row, column) = Math.DivRem(pixels[next], width);
            for (var y = Math.Max(row - 1, 0); y <= row + 1 && y * width < decision.Length; y++)
            {
                for (var x = Math.Max(column - 1, 0); x <= column + 1 && x < width; x++)
                {
                    var touches = connectivity == Connectivity.Eight || y == row || x == column;
                    var index = y * width + x;
                    if (!touches || seen[index] || decision[index] != region.Channel)
                        continue;
                    seen[index] = true;
                    pixels.Add(index);
                }
            }
        }
        return pixels;
    }
}
