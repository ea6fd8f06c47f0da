namespace DeferredSeg.Reporting.Tables;

/// <summary>A row of a <see cref="ResultTable"/>.</summary>
/// <param name="Labels">What it is about, as many as the table has row heads.</param>
/// <param name="Cells">Its values, as many as the table has columns.</param>
public sealed record ResultRow(IReadOnlyList<string> Labels, IReadOnlyList<TableCell> Cells);
