namespace DeferredSeg.Abstractions.Cases;

/// <summary>An image or volume as it is shown to a person: plain data of 8 bits a sample, with the 16 bits that it was made of where there are any.</summary>
public sealed record ImagePlanes
{
    /// <summary>Takes the samples of an image without copying them.</summary>
    /// <param name="height">Rows H, at least 1.</param>
    /// <param name="width">Columns W, at least 1.</param>
    /// <param name="channels">Planes C, at least 1: 1 is grey, 3 is red, green, blue.</param>
    /// <param name="values"><c>[C, H, W]</c>, row by row.</param>
    /// <exception cref="ArgumentException">The number of values is not C·H·W.</exception>
    public ImagePlanes(int height, int width, int channels, byte[] values)
        : this(new(height, width), channels, values, null) { }

    /// <summary>Takes the samples without copying them.</summary>
    /// <param name="grid">Two axes for an image, three for a volume.</param>
    /// <param name="channels">Planes C, at least 1: 1 is grey, 3 is red, green, blue.</param>
    /// <param name="values"><c>[C, H, W]</c> or <c>[C, D, H, W]</c>, row by row.</param>
    /// <param name="samples">As many values of 16 bits, as the source has them; null where it has 8.</param>
    /// <exception cref="ArgumentException">The number of values is not that of C planes.</exception>
    public ImagePlanes(Grid grid, int channels, byte[] values, ushort[]? samples)
    {
        grid.Check(channels, values.Length, "image");
        if (samples is not null)
            grid.Check(channels, samples.Length, "image of 16 bits");
        (Grid, Channels, Values, Samples) = (grid, channels, values, samples);
    }

    /// <summary>Its pixels or voxels.</summary>
    public Grid Grid { get; }

    /// <summary>Rows H.</summary>
    public int Height => Grid.Height;

    /// <summary>Columns W.</summary>
    public int Width => Grid.Width;

    /// <summary>Planes C.</summary>
    public int Channels { get; }

    /// <summary><c>[C, H, W]</c> or <c>[C, D, H, W]</c>, row by row, 0 to 255.</summary>
    public byte[] Values { get; }

    /// <summary>The same as the source has it, 0 to 65535, for who chooses brightness and contrast; null where the source has 8 bits.</summary>
    public ushort[]? Samples { get; }
}
