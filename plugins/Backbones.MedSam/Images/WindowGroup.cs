namespace Backbones.MedSam.Images;

/// <summary>Windows of one shape whose tokens follow each other.</summary>
/// <param name="Offset">The first token, in the layout's order.</param>
/// <param name="Windows">How many windows there are.</param>
/// <param name="Height">Rows of tokens that lie in the image.</param>
/// <param name="Width">Columns of tokens that lie in the image.</param>
/// <param name="KeyHeight">Rows of keys: those and, below them, padding.</param>
/// <param name="KeyWidth">Columns of keys: those and, right of them, padding.</param>
internal readonly record struct WindowGroup(int Offset, int Windows, int Height, int Width, int KeyHeight, int KeyWidth)
{
    public int Tokens => Windows * Height * Width;

    /// <summary>Pairs of a query and a key, of one head.</summary>
    public long Scores => (long)Tokens * KeyHeight * KeyWidth;
}
