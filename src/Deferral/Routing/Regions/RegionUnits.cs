using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Routing.Policies;

namespace DeferredSeg.Deferral.Routing.Regions;

/// <summary>Makes regions for people of routed pixels: smoothed, connected, large enough, the most valuable first.</summary>
public static class RegionUnits
{
    /// <summary>The units of one decision map, the most valuable first.</summary>
    /// <param name="decision">Channels from 0, row by row.</param>
    /// <param name="gain">What is gained by deferring each pixel; what is not finite counts nothing.</param>
    /// <param name="grid">The pixels or voxels; of a volume each slice is smoothed by itself, and regions go through the slices.</param>
    /// <param name="options">How they are made.</param>
    /// <param name="connectivity">Which pixels touch.</param>
    /// <param name="asked">Which experts are asked in units, expert j at index j - 1; pixels of the others are left alone.</param>
    /// <param name="inside">0 where no pixel may be asked; null means everywhere.</param>
    /// <returns>By worth, then by first pixel; no two have a pixel in common.</returns>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static IReadOnlyList<RegionUnit> Of(
        ReadOnlySpan<long> decision,
        ReadOnlySpan<double> gain,
        Grid grid,
        UnitOptions options,
        Connectivity connectivity,
        IReadOnlyList<bool> asked,
        ReadOnlySpan<byte> inside = default
    )
    {
        CaseMasks.RequireSize(grid.Count, decision.Length, nameof(decision));
        CaseMasks.RequireSize(grid.Count, gain.Length, nameof(gain));
        var smooth = new long[decision.Length];
        for (var j = 0; j < asked.Count; j++)
        {
            if (!asked[j])
                continue;
            var own = new bool[decision.Length];
            for (var pixel = 0; pixel < own.Length; pixel++)
                own[pixel] = decision[pixel] == j + 1;
            own = Smoothed(own, grid, options.Smoothing);
            for (var pixel = 0; pixel < own.Length; pixel++)
            {
                // Nobody is given what is another's, or lies outside of the field of view.
                if (own[pixel] && smooth[pixel] == 0 && (decision[pixel] == 0 || decision[pixel] == j + 1) && (inside.IsEmpty || inside[pixel] != 0))
                    smooth[pixel] = j + 1;
            }
        }
        var units = Connected(smooth, gain, grid, connectivity).Where(unit => unit.Pixels.Count >= options.MinimumPixels);
        return [.. options.Most is { } most ? units.Take(most) : units];
    }

    /// <summary>The decision that units come to: those of experts who are asked in units are their units, all else is the model's or as it was.</summary>
    /// <param name="decision">The decision that they were made of.</param>
    /// <param name="units">The units.</param>
    /// <param name="asked">Which experts are asked in units.</param>
    public static long[] Decision(ReadOnlySpan<long> decision, IEnumerable<RegionUnit> units, IReadOnlyList<bool> asked)
    {
        var made = decision.ToArray();
        for (var pixel = 0; pixel < made.Length; pixel++)
            if (made[pixel] > 0 && asked[(int)made[pixel] - 1])
                made[pixel] = 0;
        foreach (var unit in units)
        foreach (var pixel in unit.Pixels)
            made[pixel] = unit.Channel;
        return made;
    }

    /// <summary>Connected regions of every expert as they are, the most valuable first.</summary>
    /// <param name="decision">Channels from 0, row by row.</param>
    /// <param name="gain">What is gained by deferring each pixel; what is not finite counts nothing.</param>
    /// <param name="grid">The pixels or voxels.</param>
    /// <param name="connectivity">Which pixels touch.</param>
    public static IReadOnlyList<RegionUnit> Connected(ReadOnlySpan<long> decision, ReadOnlySpan<double> gain, Grid grid, Connectivity connectivity)
    {
        List<RegionUnit> units = [];
        foreach (var region in GridRegions.Of(decision, grid, connectivity).Where(region => region.Channel > 0))
        {
            var worth = 0.0;
            foreach (var pixel in region.Pixels)
                worth += double.IsFinite(gain[pixel]) ? gain[pixel] : 0;
            units.Add(new(region.Channel, region.Pixels, worth));
        }
        return [.. units.OrderByDescending(unit => unit.Worth).ThenBy(unit => unit.Pixels[0])];
    }

    private static bool[] Smoothed(bool[] plane, Grid grid, int reach)
    {
        var size = grid.Height * grid.Width;
        return
        [
            .. plane
                .Chunk(size)
                .SelectMany(slice => SquareSmoothing.Opened(SquareSmoothing.Closed(slice, grid.Height, grid.Width, reach), grid.Height, grid.Width, reach)),
        ];
    }
}

/// <summary>A region for one person.</summary>
/// <param name="Channel">The expert, from 1.</param>
/// <param name="Pixels">Places in the image, row by row; the first is the first of all.</param>
/// <param name="Worth">The sum of what is gained by deferring its pixels, as the policy counts it.</param>
public sealed record RegionUnit(int Channel, IReadOnlyList<int> Pixels, double Worth);

/// <summary>Smooths a plane with a square, whose passes along rows and columns take time with the pixels alone.</summary>
internal static class SquareSmoothing
{
    /// <summary>Fills gaps that the square does not fit in; what lies between a region and the border of the image is none.</summary>
    public static bool[] Closed(bool[] plane, int height, int width, int reach)
    {
        var (rows, columns) = (height + 2 * reach, width + 2 * reach);
        var wide = new bool[rows * columns];
        for (var row = 0; row < height; row++)
            plane.AsSpan(row * width, width).CopyTo(wide.AsSpan((row + reach) * columns + reach));
        wide = Eroded(Dilated(wide, rows, columns, reach), rows, columns, reach);
        var closed = new bool[plane.Length];
        for (var row = 0; row < height; row++)
            wide.AsSpan((row + reach) * columns + reach, width).CopyTo(closed.AsSpan(row * width));
        return closed;
    }

    /// <summary>Takes away what the square does not fit in.</summary>
    public static bool[] Opened(bool[] plane, int height, int width, int reach) => Dilated(Eroded(plane, height, width, reach), height, width, reach);

    private static bool[] Dilated(bool[] plane, int height, int width, int reach) => Spread(plane, height, width, reach, true);

    // Beyond the image lies what is at its border, so that regions at the border are not eaten away.
    private static bool[] Eroded(bool[] plane, int height, int width, int reach) => Spread(plane, height, width, reach, false);

    private static bool[] Spread(bool[] plane, int height, int width, int reach, bool value)
    {
        if (reach == 0)
            return plane;
        var rows = new bool[plane.Length];
        for (var row = 0; row < height; row++)
            Line(plane, rows, row * width, 1, width, reach, value);
        var both = new bool[plane.Length];
        for (var column = 0; column < width; column++)
            Line(rows, both, column, width, height, reach, value);
        return both;
    }

    // Where the value is within reach, it is taken.
    private static void Line(bool[] from, bool[] to, int start, int step, int length, int reach, bool value)
    {
        var count = 0;
        for (var i = 0; i < Math.Min(reach, length); i++)
            count += from[start + i * step] == value ? 1 : 0;
        for (var i = 0; i < length; i++)
        {
            if (i + reach < length && from[start + (i + reach) * step] == value)
                count++;
            if (i - reach - 1 >= 0 && from[start + (i - reach - 1) * step] == value)
                count--;
            to[start + i * step] = count > 0 ? value : !value;
        }
    }
}
