namespace DeferredSeg.Formats.Images.Png;

/// <summary>A part of an image that is stored as an image of its own: every StepX-th column from Left, every StepY-th row from Top.</summary>
internal sealed record PngPass(int Left, int Top, int StepX, int StepY)
{
    /// <summary>An image that is not interlaced.</summary>
    public static IReadOnlyList<PngPass> Whole { get; } = [new(0, 0, 1, 1)];

    /// <summary>The seven passes of Adam7 (PNG specification, clause 8.2).</summary>
    public static IReadOnlyList<PngPass> Adam7 { get; } =
    [new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2)];

    /// <summary>Columns of this pass in an image so wide; 0 where it has none.</summary>
    public int Columns(int width) => width <= Left ? 0 : (width - Left - 1) / StepX + 1;

    /// <summary>Rows of this pass in an image so high; 0 where it has none.</summary>
    public int Rows(int height) => height <= Top ? 0 : (height - Top - 1) / StepY + 1;
}
