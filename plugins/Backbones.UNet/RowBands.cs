namespace Backbones.UNet;

/// <summary>
/// Large maps go through two convolutions in bands of rows, each with the rows beside it that they look at, so that what lies between the two is never
/// there as a whole: at the first level of a large image that would be most of the network's memory.
/// </summary>
internal static class RowBands
{
    /// <summary>Rows that each convolution 3x3 looks at beyond a band.</summary>
    public const long Reach = 1;

    // Up to so many pixels whole maps are small, and stay as they are.
    private const long LargestWhole = 1 << 20;

    // Of a band: enough that rows computed twice count little, and few enough that a band stays in the processor's caches.
    private const long PixelsOfBand = 1 << 17;

    /// <summary>Whether maps of such a size go through in bands: large images <c>[B, C, H, W]</c>, where nothing is learned.</summary>
    /// <param name="map">A map of that height and width.</param>
    /// <param name="part">What it goes through.</param>
    public static bool Suit(Tensor map, Module part) => map.dim() == 4 && !part.training && !is_grad_enabled() && map.shape[2] * map.shape[3] > LargestWhole;

    /// <summary>Computes a map band by band.</summary>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="reach">How many rows beside a band are needed for it.</param>
    /// <param name="band">
    /// Gives the rows of a band, <c>[B, C, rows, W]</c>: the first argument is what is needed for it, which ends where the map does, the second what is
    /// asked for.
    /// </param>
    /// <returns><c>[B, C, H, W]</c>, channels last in memory, in the caller's dispose scope.</returns>
    public static Tensor Of(long height, long width, long reach, Func<Rows, Rows, Tensor> band)
    {
        using var scope = NewDisposeScope();
        var rows = Math.Max(1, PixelsOfBand / width);
        Tensor? whole = null;
        for (var first = 0L; first < height; first += rows)
        {
            using var inner = NewDisposeScope();
            var asked = new Rows(first, Math.Min(first + rows, height));
            var made = band(asked.With(reach, height), asked);
            whole ??= empty([made.shape[0], height, width, made.shape[1]], made.dtype, made.device).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
            using var place = whole.narrow(2, asked.First, asked.Count);
            place.copy_(made);
        }
        return whole!.MoveToOuterDisposeScope();
    }
}

/// <summary>Rows of a map, from the first to the one before the end.</summary>
/// <param name="First">The first.</param>
/// <param name="End">The one after the last.</param>
internal readonly record struct Rows(long First, long End)
{
    /// <summary>How many there are.</summary>
    public long Count => End - First;

    /// <summary>With so many more on either side, as far as the map goes.</summary>
    public Rows With(long reach, long height) => new(Math.Max(0, First - reach), Math.Min(height, End + reach));

    /// <summary>These rows of a map <c>[B, C, H, W]</c>.</summary>
    public Tensor Of(Tensor map) => map.narrow(2, First, Count);
}
