namespace DeferredSeg.Formats.Images.Png;

/// <summary>What a chunk says before its content.</summary>
/// <param name="Type">Four ASCII letters.</param>
/// <param name="Length">Bytes of content.</param>
/// <param name="Offset">Where its length field lies in the file.</param>
internal readonly record struct PngChunk(string Type, int Length, long Offset)
{
    public const string Header = "IHDR";
    public const string Palette = "PLTE";
    public const string Transparency = "tRNS";
    public const string ImageData = "IDAT";
    public const string End = "IEND";

    /// <summary>The first letter's case says whether a reader that does not know the chunk may go on.</summary>
    public bool IsCritical => char.IsAsciiLetterUpper(Type[0]);
}
