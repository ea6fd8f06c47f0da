using DeferredSeg.Reporting.Text;

namespace DeferredSeg.Reporting.Tables;

/// <summary>A table of results: labelled rows under groups of columns. Plain data; how it looks is decided by who writes it out.</summary>
public sealed class ResultTable
{
    /// <summary>Takes the parts over.</summary>
    /// <param name="title">What the table shows.</param>
    /// <param name="rowHeads">Heads of the columns that label the rows, for example Dataset and Metric.</param>
    /// <param name="groups">The columns of values.</param>
    /// <param name="rows">The rows, in the order shown.</param>
    /// <param name="notes">Sentences below the table; null for none.</param>
    /// <exception cref="ArgumentException">A group has no column, or a row does not fit the heads.</exception>
    public ResultTable(
        string title,
        IReadOnlyList<string> rowHeads,
        IReadOnlyList<ColumnGroup> groups,
        IReadOnlyList<ResultRow> rows,
        IReadOnlyList<string>? notes = null
    )
    {
        if (groups.FirstOrDefault(group => group.Columns.Count == 0) is { } empty)
            throw new ArgumentException($"The group '{empty.Name}' of the table '{title}' has no columns; expected at least one.", nameof(groups));
        var columns = groups.Sum(group => group.Columns.Count);
        for (var row = 0; row < rows.Count; row++)
        {
            if (rows[row].Labels.Count != rowHeads.Count)
                throw new ArgumentException(
                    $"Row {row} of the table '{title}' has {rows[row].Labels.Count} labels; expected {rowHeads.Count}, one for each row head.",
                    nameof(rows)
                );
            if (rows[row].Cells.Count != columns)
                throw new ArgumentException(
                    $"Row {row} of the table '{title}' has {rows[row].Cells.Count} cells; expected {columns}, one for each column.",
                    nameof(rows)
                );
        }
        (Title, RowHeads, Groups, Rows, OwnNotes) = (title, rowHeads, groups, rows, notes ?? []);
    }

    /// <summary>What the table shows.</summary>
    public string Title { get; }

    /// <summary>Heads of the columns that label the rows.</summary>
    public IReadOnlyList<string> RowHeads { get; }

    /// <summary>The columns of values.</summary>
    public IReadOnlyList<ColumnGroup> Groups { get; }

    /// <summary>The rows, in the order shown.</summary>
    public IReadOnlyList<ResultRow> Rows { get; }

    /// <summary>What the reader has to know: what ± and brackets mean and over how many values, then the table's own notes.</summary>
    public IEnumerable<string> Notes => TableNotes.Of(this).Concat(OwnNotes);

    internal IReadOnlyList<string> OwnNotes { get; }

    internal IEnumerable<string> Heads => RowHeads.Concat(Groups.SelectMany(group => group.FullNames));

    /// <summary>The unit of all numbers, which is said once below the table; null where they differ, so that each has its own.</summary>
    internal string? SharedUnit =>
        Cells.Select(cell => cell.Format?.Unit).Where(unit => unit is not null).Distinct(StringComparer.Ordinal).ToArray() is [{ } unit] ? unit : null;

    internal IEnumerable<TableCell> Cells => Rows.SelectMany(row => row.Cells);

    /// <summary>A cell's value with its unit where that is not said below the table, without its interval.</summary>
    internal string MainText(TableCell cell) =>
        SharedUnit is null && cell.Format is { Unit.Length: > 0 } format && cell.Main != NumberFormat.Undefined ? $"{cell.Main} {format.Unit}" : cell.Main;
}
