namespace Backbones.MedSam.Preprocessing;

/// <summary>Numbers <c>[H, W]</c>, row by row.</summary>
internal readonly record struct Plane(double[] Values, int Height, int Width)
{
    private const int RowsAtOnce = 16;

    /// <summary>The other way round, so that one pass along rows serves both axes.</summary>
    public Plane Transposed()
    {
        var turned = new double[Values.Length];
        // Some rows at a time: what is written then lies together too.
        for (var top = 0; top < Height; top += RowsAtOnce)
        {
            var bottom = Math.Min(top + RowsAtOnce, Height);
            for (var x = 0; x < Width; x++)
            {
                for (var y = top; y < bottom; y++)
                    turned[x * Height + y] = Values[y * Width + x];
            }
        }
        return new(turned, Width, Height);
    }
}
