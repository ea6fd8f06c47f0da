using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Data.Prepared;

/// <summary>Turns planes. With an odd number of quarter turns height and width change places.</summary>
public static class Turning
{
    /// <summary>Turns planes of anything.</summary>
    /// <param name="values"><c>[planes, height, width]</c>, row by row.</param>
    /// <param name="planes">How many planes.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="variant">How.</param>
    /// <returns>A copy, <c>[planes, H', W']</c>.</returns>
    /// <exception cref="ArgumentException">There are not as many values.</exception>
    public static T[] Apply<T>(ReadOnlySpan<T> values, int planes, int height, int width, GeometricVariant variant)
    {
        if (values.Length != (long)planes * height * width)
            throw new ArgumentException(
                $"There are {values.Length} values; {planes} planes of {height} by {width} pixels need {(long)planes * height * width}."
            );
        var result = new T[values.Length];
        var (rows, columns) = Size(height, width, variant);
        var at = 0;
        for (var plane = 0; plane < planes; plane++)
        {
            for (var y = 0; y < rows; y++)
            {
                for (var x = 0; x < columns; x++)
                {
                    var (sy, sx) = (variant.QuarterTurns & 3) switch
                    {
                        0 => (y, x),
                        1 => (x, width - 1 - y),
                        2 => (height - 1 - y, width - 1 - x),
                        _ => (height - 1 - x, y),
                    };
                    result[at++] = values[(plane * height + sy) * width + (variant.Mirrored ? width - 1 - sx : sx)];
                }
            }
        }
        return result;
    }

    /// <summary>Turns a mask.</summary>
    public static MaskPlanes Apply(MaskPlanes mask, GeometricVariant variant)
    {
        if (variant == GeometricVariant.None)
            return mask;
        var grid = mask.Grid;
        return new(Turned(grid, variant), mask.Classes, Apply<byte>(mask.Values, mask.Classes * grid.Depth, grid.Height, grid.Width, variant));
    }

    /// <summary>Turns an image as it is shown.</summary>
    public static ImagePlanes Apply(ImagePlanes image, GeometricVariant variant)
    {
        if (variant == GeometricVariant.None)
            return image;
        var grid = image.Grid;
        return new(Turned(grid, variant), image.Channels, Apply<byte>(image.Values, image.Channels * grid.Depth, grid.Height, grid.Width, variant), null);
    }

    /// <summary>Rows and columns afterwards.</summary>
    public static (int Height, int Width) Size(int height, int width, GeometricVariant variant) =>
        (variant.QuarterTurns & 1) == 0 ? (height, width) : (width, height);

    /// <summary>The pixels afterwards; each slice of a volume is turned by itself, all alike.</summary>
    public static Grid Turned(Grid grid, GeometricVariant variant)
    {
        var (height, width) = Size(grid.Height, grid.Width, variant);
        return grid.Axes == 2 ? new(height, width) : new(grid.Depth, height, width);
    }

    /// <summary>What undoes a variant: the opposite turn; a mirrored one undoes itself.</summary>
    public static GeometricVariant Inverse(GeometricVariant variant) => variant.Mirrored ? variant : new((4 - variant.QuarterTurns) & 3, false);
}

/// <summary>One of the eight ways to lay a square: a quarter turn counted anticlockwise, after an optional mirroring of the columns.</summary>
/// <param name="QuarterTurns">0 to 3.</param>
/// <param name="Mirrored">Whether the columns are mirrored first.</param>
public readonly record struct GeometricVariant(int QuarterTurns, bool Mirrored)
{
    /// <summary>As it is.</summary>
    public static GeometricVariant None => default;

    /// <summary>All eight, <see cref="None"/> first.</summary>
    public static IReadOnlyList<GeometricVariant> All { get; } = [.. Enumerable.Range(0, 8).Select(i => new GeometricVariant(i % 4, i >= 4))];
}
