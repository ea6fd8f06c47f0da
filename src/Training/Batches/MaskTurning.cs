using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Prepared;

namespace DeferredSeg.Training.Batches;

/// <summary>Turns masks as the images of their cases are turned.</summary>
internal static class MaskTurning
{
    /// <summary>The columns mirrored where the variant says so, then quarter turns anticlockwise.</summary>
    public static MaskPlanes Of(MaskPlanes mask, GeometricVariant variant)
    {
        if (variant == GeometricVariant.None) return mask;
        var (height, width) = (mask.Height, mask.Width);
        var (rows, columns) = variant.QuarterTurns % 2 == 0 ? (height, width) : (width, height);
        var values = new byte[mask.Values.Length];
        for (var plane = 0; plane < mask.Classes; plane++)
        {
            var from = mask.Plane(plane);
            var to = values.AsSpan(plane * height * width, height * width);
            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < columns; column++)
                {
                    var (y, x) = variant.QuarterTurns switch
                    {
                        0 => (row, column),
                        1 => (column, width - 1 - row),
                        2 => (height - 1 - row, width - 1 - column),
                        _ => (height - 1 - column, row),
                    };
                    to[row * columns + column] = from[y * width + (variant.Mirrored ? width - 1 - x : x)];
                }
            }
        }
        return new(rows, columns, mask.Classes, values);
    }
}
