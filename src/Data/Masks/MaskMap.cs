namespace DeferredSeg.Data.Masks;

/// <summary>A mask whose values are known to be labels.</summary>
/// <param name="File">Where it was read.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Values"><c>[Height, Width]</c>, row by row: 0 for background, else a label, or <see cref="Ignored"/>.</param>
/// <param name="Contents">The values of the file, before they were labels.</param>
/// <param name="Notes">What was done that is to be told, a sentence each without the file's name.</param>
public sealed record MaskMap(string File, int Height, int Width, int[] Values, MaskContents Contents, IReadOnlyList<string> Notes)
{
    /// <summary>Stands for a pixel that nobody judged.</summary>
    public const int Ignored = -1;

    /// <summary>Whether there is a pixel that nobody judged.</summary>
    public bool HasIgnored => Values.AsSpan().Contains(Ignored);

    /// <summary>The labels, without the background, in their order.</summary>
    public IReadOnlyList<int> Labels => [.. Values.Distinct().Where(label => label > 0).Order()];
}
