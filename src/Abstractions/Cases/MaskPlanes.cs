namespace DeferredSeg.Abstractions.Cases;

/// <summary>A mask as plain data: one plane of zeros and ones for each of the K classes that a network tells apart.</summary>
/// <remarks>
/// Multilabel: several planes may be 1 at a pixel, and where none is there is background, which has no plane. Exclusive: one plane is 1 at
/// each pixel; a network that knows a background counts it among its classes, as class 0.
/// </remarks>
public sealed record MaskPlanes
{
    /// <summary>Takes the values without copying them.</summary>
    /// <param name="height">Rows H, at least 1.</param>
    /// <param name="width">Columns W, at least 1.</param>
    /// <param name="classes">Planes K, at least 1.</param>
    /// <param name="values"><c>[K, H, W]</c>, row by row, each 0 or 1.</param>
    /// <exception cref="ArgumentException">The number of values is not K·H·W, or one is neither 0 nor 1.</exception>
    public MaskPlanes(int height, int width, int classes, byte[] values)
    {
        PlaneSize.Check(classes, height, width, values.Length, "mask");
        var wrong = values.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)1);
        if (wrong >= 0)
            throw new ArgumentException(
                $"The mask has {values[wrong]} at row {wrong / width % height}, column {wrong % width} of class {wrong / (height * width)}; a mask is 0 or 1.",
                nameof(values)
            );
        (Height, Width, Classes, Values) = (height, width, classes, values);
    }

    /// <summary>Rows H.</summary>
    public int Height { get; }

    /// <summary>Columns W.</summary>
    public int Width { get; }

    /// <summary>Planes K.</summary>
    public int Classes { get; }

    /// <summary><c>[K, H, W]</c>, row by row, each 0 or 1.</summary>
    public byte[] Values { get; }

    /// <summary>The plane of one class, <c>[H, W]</c>.</summary>
    public ReadOnlySpan<byte> Plane(int index) => Values.AsSpan(index * Height * Width, Height * Width);

    /// <summary>A mask that is 1 at every pixel of every class.</summary>
    public static MaskPlanes Full(int height, int width, int classes = 1)
    {
        var values = new byte[classes * height * width];
        Array.Fill(values, (byte)1);
        return new(height, width, classes, values);
    }
}
