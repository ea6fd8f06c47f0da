namespace DeferredSeg.Abstractions.Cases;

/// <summary>How many pixels, or voxels, planes have along each axis: two axes for an image, three for a volume; the slowest axis first.</summary>
public readonly record struct Grid
{
    private readonly int _depth;

    /// <summary>The grid of an image.</summary>
    /// <param name="height">Rows H, at least 1.</param>
    /// <param name="width">Columns W, at least 1.</param>
    /// <exception cref="ArgumentException">A size is below 1.</exception>
    public Grid(int height, int width)
        : this(0, height, width, [height, width]) { }

    /// <summary>The grid of a volume.</summary>
    /// <param name="depth">Slices D, at least 1.</param>
    /// <param name="height">Rows H, at least 1.</param>
    /// <param name="width">Columns W, at least 1.</param>
    /// <exception cref="ArgumentException">A size is below 1.</exception>
    public Grid(int depth, int height, int width)
        : this(depth, height, width, [depth, height, width]) { }

    private Grid(int depth, int height, int width, ReadOnlySpan<int> sizes)
    {
        foreach (var size in sizes)
        {
            if (size < 1)
                throw new ArgumentException($"A grid of {string.Join(" by ", sizes.ToArray())} pixels has no pixel along an axis; each must be at least 1.");
        }
        (_depth, Height, Width) = (depth, height, width);
    }

    /// <summary>Spatial axes: 2 or 3.</summary>
    public int Axes => _depth == 0 ? 2 : 3;

    /// <summary>Slices D; 1 for an image.</summary>
    public int Depth => Math.Max(_depth, 1);

    /// <summary>Rows H.</summary>
    public int Height { get; }

    /// <summary>Columns W.</summary>
    public int Width { get; }

    /// <summary>Pixels or voxels of one plane.</summary>
    public int Count => checked(Depth * Height * Width);

    /// <summary>The sizes, the slowest axis first: <c>[H, W]</c> or <c>[D, H, W]</c>.</summary>
    public IReadOnlyList<int> Sizes => Axes == 2 ? [Height, Width] : [Depth, Height, Width];

    /// <summary>For messages, for example <c>32 by 48</c>.</summary>
    public override string ToString() => string.Join(" by ", Sizes);

    /// <summary>Refuses another number of values than some planes of this grid have.</summary>
    /// <exception cref="ArgumentException">There are other values; the message says how many are needed.</exception>
    internal void Check(int planes, int values, string what)
    {
        if (planes < 1)
            throw new ArgumentException($"The {what} would have {planes} planes of {this} pixels; there must be at least 1.");
        var needed = (Int128)planes * Depth * Height * Width;
        if (needed != values)
            throw new ArgumentException($"The {what} has {values} values; {planes} planes of {this} pixels need {needed}.");
    }
}
