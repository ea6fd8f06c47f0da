namespace DeferredSeg.Deferral.Regions;

/// <summary>A connected set of pixels that were routed to the same channel. Rows and columns count from 0; the box includes all four sides.</summary>
/// <param name="Channel">0 is the model, 1..J are the experts.</param>
/// <param name="Pixels">How many pixels it has, at least 1.</param>
/// <param name="First">Its first pixel in row-major order, as row x width + column: with the channel's map and a flood fill it names the region.</param>
/// <param name="Top">The uppermost row.</param>
/// <param name="Left">The leftmost column.</param>
/// <param name="Bottom">The lowest row.</param>
/// <param name="Right">The rightmost column.</param>
public readonly record struct Region(int Channel, int Pixels, int First, int Top, int Left, int Bottom, int Right)
{
    /// <summary>The rows of the box.</summary>
    public int Height => Bottom - Top + 1;

    /// <summary>The columns of the box.</summary>
    public int Width => Right - Left + 1;

    /// <summary>The region of a single pixel.</summary>
    internal static Region At(int channel, int row, int column, int width) => new(channel, 1, row * width + column, row, column, row, column);

    /// <summary>Both regions as one.</summary>
    internal Region With(Region other) =>
        new(
            Channel,
            Pixels + other.Pixels,
            Math.Min(First, other.First),
            Math.Min(Top, other.Top),
            Math.Min(Left, other.Left),
            Math.Max(Bottom, other.Bottom),
            Math.Max(Right, other.Right)
        );
}
