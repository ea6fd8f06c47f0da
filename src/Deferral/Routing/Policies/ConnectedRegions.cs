using System.Numerics;

namespace DeferredSeg.Deferral.Routing.Policies;

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

/// <summary>Which pixels touch one another.</summary>
public enum Connectivity
{
    /// <summary>Those that share an edge: above, below, left and right.</summary>
    Four,

    /// <summary>Those that share an edge or a corner.</summary>
    Eight,
}

/// <summary>A connected set of pixels that were routed to the same channel. Rows and columns count from 0; the box includes all four sides.</summary>
/// <param name="Channel">0 is the model, 1..J are the experts.</param>
/// <param name="Pixels">How many pixels it has, at least 1.</param>
/// <param name="First">Its first pixel in row-major order, as row x width + column: with the channel's map and a flood fill it names the region.</param>
/// <param name="Top">The uppermost row.</param>
/// <param name="Left">The leftmost column.</param>
/// <param name="Bottom">The lowest row.</param>
/// <param name="Right">The rightmost column.</param>
public readonly record struct Region(int Channel, int Pixels, int First, int Top, int Left, int Bottom, int Right)
{
    /// <summary>The rows of the box.</summary>
    public int Height => Bottom - Top + 1;

    /// <summary>The columns of the box.</summary>
    public int Width => Right - Left + 1;

    /// <summary>The region of a single pixel.</summary>
    internal static Region At(int channel, int row, int column, int width) => new(channel, 1, row * width + column, row, column, row, column);

    /// <summary>Both regions as one.</summary>
    internal Region With(Region other) =>
        new(
            Channel,
            Pixels + other.Pixels,
            Math.Min(First, other.First),
            Math.Min(Top, other.Top),
            Math.Min(Left, other.Left),
            Math.Max(Bottom, other.Bottom),
            Math.Max(Right, other.Right)
        );
}

/// <summary>Regions that grow while a map is scanned: disjoint sets, united by size with path halving (Tarjan, 1975).</summary>
internal sealed class RegionForest
{
    private readonly List<int> _parents = [];
    private readonly List<Region> _regions = [];

    /// <summary>The regions that stand for themselves.</summary>
    public IEnumerable<Region> Roots => _regions.Where((_, set) => _parents[set] == set);

    public int Add(Region region)
    {
        _parents.Add(_parents.Count);
        _regions.Add(region);
        return _parents.Count - 1;
    }

    public void Grow(int set, Region by)
    {
        var root = Root(set);
        _regions[root] = _regions[root].With(by);
    }

    public void Unite(int one, int other)
    {
        var (large, small) = (Root(one), Root(other));
        if (large == small)
            return;
        if (_regions[large].Pixels < _regions[small].Pixels)
            (large, small) = (small, large);
        _parents[small] = large;
        _regions[large] = _regions[large].With(_regions[small]);
    }

    private int Root(int set)
    {
        while (_parents[set] != set)
            set = _parents[set] = _parents[_parents[set]];
        return set;
    }
}

/// <summary>The pixels of a region, found again from its first.</summary>
public static class RegionPixels
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
