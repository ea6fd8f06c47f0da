namespace DeferredSeg.Abstractions.Cases;

/// <summary>An image as it is shown to a person: 8 bits a sample, plain data.</summary>
public sealed record ImagePlanes
{
    /// <summary>Takes the samples without copying them.</summary>
    /// <param name="height">Rows H, at least 1.</param>
    /// <param name="width">Columns W, at least 1.</param>
    /// <param name="channels">Planes C, at least 1: 1 is grey, 3 is red, green, blue.</param>
    /// <param name="values"><c>[C, H, W]</c>, row by row.</param>
    /// <exception cref="ArgumentException">The number of values is not C·H·W.</exception>
    public ImagePlanes(int height, int width, int channels, byte[] values)
    {
        PlaneSize.Check(channels, height, width, values.Length, "image");
        (Height, Width, Channels, Values) = (height, width, channels, values);
    }

    /// <summary>Rows H.</summary>
    public int Height { get; }

    /// <summary>Columns W.</summary>
    public int Width { get; }

    /// <summary>Planes C.</summary>
    public int Channels { get; }

    /// <summary><c>[C, H, W]</c>, row by row.</summary>
    public byte[] Values { get; }
}
