namespace DeferredSeg.Data.Datasets.Labels;

/// <summary>The values of a mask file, before it is known which of them are classes.</summary>
/// <param name="File">Where it was read.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Values"><c>[Height, Width]</c>, row by row, none below 0.</param>
internal sealed record LabelMap(string File, int Height, int Width, int[] Values);
