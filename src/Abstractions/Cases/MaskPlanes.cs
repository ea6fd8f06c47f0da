namespace DeferredSeg.Abstractions.Cases;

/// <summary>A mask as plain data: one plane of zeros and ones for each of the K classes that a network tells apart.</summary>
/// <remarks>
/// Multilabel: several planes may be 1 at a pixel, and where none is there is background, which has no plane. Exclusive: one plane is 1 at
/// each pixel; a network that knows a background counts it among its classes, as class 0.
/// </remarks>
public sealed record MaskPlanes
{
    /// <summary>Takes the values of an image's mask without copying them.</summary>
    /// <param name="height">Rows H, at least 1.</param>
    /// <param name="width">Columns W, at least 1.</param>
    /// <param name="classes">Planes K, at least 1.</param>
    /// <param name="values"><c>[K, H, W]</c>, row by row, each 0 or 1.</param>
    /// <exception cref="ArgumentException">The number of values is not K·H·W, or one is neither 0 nor 1.</exception>
    public MaskPlanes(int height, int width, int classes, byte[] values)
        : this(new(height, width), classes, values) { }

    /// <summary>Takes the values without copying them.</summary>
    /// <param name="grid">Two axes for an image, three for a volume.</param>
    /// <param name="classes">Planes K, at least 1.</param>
    /// <param name="values"><c>[K, H, W]</c> or <c>[K, D, H, W]</c>, row by row, each 0 or 1.</param>
    /// <exception cref="ArgumentException">The number of values is not that of K planes, or one is neither 0 nor 1.</exception>
    public MaskPlanes(Grid grid, int classes, byte[] values)
    {
        grid.Check(classes, values.Length, "mask");
        var wrong = values.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)1);
        if (wrong >= 0)
            throw new ArgumentException(
                $"The mask has {values[wrong]} at row {wrong / grid.Width % grid.Height}, column {wrong % grid.Width} of "
                    + $"class {wrong / grid.Count}; a mask is 0 or 1.",
                nameof(values)
            );
        (Grid, Classes, Values) = (grid, classes, values);
    }

    /// <summary>Its pixels or voxels.</summary>
    public Grid Grid { get; }

    /// <summary>Rows H.</summary>
    public int Height => Grid.Height;

    /// <summary>Columns W.</summary>
    public int Width => Grid.Width;

    /// <summary>Planes K.</summary>
    public int Classes { get; }

    /// <summary><c>[K, H, W]</c> or <c>[K, D, H, W]</c>, row by row, each 0 or 1.</summary>
    public byte[] Values { get; }

    /// <summary>The plane of one class, <c>[H, W]</c> or <c>[D, H, W]</c>.</summary>
    public ReadOnlySpan<byte> Plane(int index) => Values.AsSpan(index * Grid.Count, Grid.Count);

    /// <summary>A mask that is 1 at every pixel of every class.</summary>
    public static MaskPlanes Full(int height, int width, int classes = 1) => Full(new Grid(height, width), classes);

    /// <summary>A mask that is 1 at every pixel or voxel of every class.</summary>
    public static MaskPlanes Full(Grid grid, int classes)
    {
        var values = new byte[classes * grid.Count];
        Array.Fill(values, (byte)1);
        return new(grid, classes, values);
    }
}
