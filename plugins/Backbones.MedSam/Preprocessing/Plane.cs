namespace Backbones.MedSam.Preprocessing;

/// <summary>Numbers <c>[H, W]</c>, row by row.</summary>
internal readonly record struct Plane(double[] Values, int Height, int Width)
{
    /// <summary>The other way round, so that one pass along rows serves both axes.</summary>
    public Plane Transposed()
    {
        var turned = new double[Values.Length];
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++) turned[x * Height + y] = Values[y * Width + x];
        }
        return new(turned, Width, Height);
    }
}
