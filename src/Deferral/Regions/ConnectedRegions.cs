using System.Numerics;

namespace DeferredSeg.Deferral.Regions;

/// <summary>The connected regions of a decision map: what a person is asked to look at, instead of single pixels.</summary>
public static class ConnectedRegions
{
    /// <summary>
    /// Finds the regions of every channel, the model's among them, in one scan (Rosenfeld and Pfaltz, 1966): time grows with
    /// the pixels, memory with a row and the number of regions met.
    /// </summary>
    /// <param name="decision">Channels from 0, row-major, height x width; no pixel at all gives no region.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="connectivity">Which pixels touch one another.</param>
    /// <returns>By channel, then by first pixel in row-major order.</returns>
    /// <exception cref="ArgumentException">The map has another size, or a value that is no channel.</exception>
    public static IReadOnlyList<Region> Of(ReadOnlySpan<long> decision, int height, int width, Connectivity connectivity) =>
        Scan(decision, height, width, connectivity);

    /// <inheritdoc cref="Of(ReadOnlySpan{long}, int, int, Connectivity)"/>
    public static IReadOnlyList<Region> Of(ReadOnlySpan<byte> decision, int height, int width, Connectivity connectivity) =>
        Scan(decision, height, width, connectivity);

    private static Region[] Scan<T>(ReadOnlySpan<T> decision, int height, int width, Connectivity connectivity)
        where T : unmanaged, IBinaryInteger<T>
    {
        DecisionMap.Require(decision, height, width);
        if (connectivity is not (Connectivity.Four or Connectivity.Eight))
            throw new ArgumentOutOfRangeException(nameof(connectivity), connectivity, "Pixels touch by Four or by Eight neighbours.");
        var forest = new RegionForest();
        // A column on either side that belongs to no set, so that every pixel has all its neighbours.
        var (above, current) = (new int[width + 2], new int[width + 2]);
        above.AsSpan().Fill(-1);
        current.AsSpan().Fill(-1);
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var index = row * width + column;
                var value = decision[index];
                var set = -1;
                if (column > 0 && decision[index - 1] == value)
                    Join(current[column]);
                if (row > 0)
                {
                    if (decision[index - width] == value)
                        Join(above[column + 1]);
                    if (connectivity == Connectivity.Eight && column > 0 && decision[index - width - 1] == value)
                        Join(above[column]);
                    if (connectivity == Connectivity.Eight && column < width - 1 && decision[index - width + 1] == value)
                        Join(above[column + 2]);
                }
                var pixel = Region.At(int.CreateChecked(value), row, column, width);
                if (set < 0)
                    set = forest.Add(pixel);
                else
                    forest.Grow(set, pixel);
                current[column + 1] = set;

                void Join(int neighbour)
                {
                    if (set >= 0)
                        forest.Unite(set, neighbour);
                    set = neighbour;
                }
            }
            (above, current) = (current, above);
        }
        return [.. forest.Roots.OrderBy(region => region.Channel).ThenBy(region => region.First)];
    }
}
