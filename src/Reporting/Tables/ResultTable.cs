using System.Globalization;

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
    /// <param name="counted">What a mean is taken over, in the singular, for example <c>seed</c>; null where the note is to say n.</param>
    /// <exception cref="ArgumentException">A group has no column, or a row does not fit the heads.</exception>
    public ResultTable(
        string title,
        IReadOnlyList<string> rowHeads,
        IReadOnlyList<ColumnGroup> groups,
        IReadOnlyList<ResultRow> rows,
        IReadOnlyList<string>? notes = null,
        string? counted = null
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
        (Title, RowHeads, Groups, Rows, OwnNotes, Counted) = (title, rowHeads, groups, rows, notes ?? [], counted);
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
    public IEnumerable<string> Notes => CellNotes().Concat(OwnNotes);

    /// <summary>What a mean is taken over, in the singular; null where the note says n.</summary>
    public string? Counted { get; }

    internal IReadOnlyList<string> OwnNotes { get; }

    internal IEnumerable<string> Heads => RowHeads.Concat(Groups.SelectMany(group => group.FullNames));

    /// <summary>The unit of all numbers, which is said once below the table; null where they differ, so that each has its own.</summary>
    internal string? SharedUnit =>
        Cells.Select(cell => cell.Format?.Unit).Where(unit => unit is not null).Distinct(StringComparer.Ordinal).ToArray() is [{ } unit] ? unit : null;

    internal IEnumerable<TableCell> Cells => Rows.SelectMany(row => row.Cells);

    /// <summary>A cell's value with its unit where that is not said below the table, without its interval.</summary>
    internal string MainText(TableCell cell) =>
        SharedUnit is null && cell.Format is { Unit.Length: > 0 } format && cell.Main != NumberFormat.Undefined ? $"{cell.Main} {format.Unit}" : cell.Main;

    /// <summary>What follows from the cells and has to be said once.</summary>
    private IEnumerable<string> CellNotes()
    {
        if (SharedUnit is { Length: > 0 } unit)
            yield return $"In {unit}.";
        SummaryCell[] summaries = [.. Cells.OfType<SummaryCell>().Where(cell => cell.Summary.Count > 0)];
        if (summaries.Length > 0)
        {
            var (least, most) = (summaries.Min(cell => cell.Summary.Count), summaries.Max(cell => cell.Summary.Count));
            var spread = summaries.Any(cell => !double.IsNaN(cell.Summary.Deviation)) ? "Mean ± standard deviation" : "Mean";
            yield return Over(spread, least, most);
            if (summaries.Max(cell => cell.Summary.Undefined) is > 0 and var undefined)
                yield return string.Create(CultureInfo.InvariantCulture, $"Up to {undefined} undefined values were left out of a cell.");
        }
        var levels = summaries.Where(cell => cell.HasInterval).Select(cell => cell.Interval!.Level).Distinct().Order().ToArray();
        if (levels.Length > 0)
        {
            var percent = levels.Select(level => $"{NumberFormat.Fixed(100 * level, 1).Replace(".0", "", StringComparison.Ordinal)} %");
            yield return $"In brackets: {string.Join(" or ", percent)} interval of the mean.";
        }
        if (Cells.Any(cell => cell.IsBest))
            yield return "Bold: the best comparable value.";
    }

    private string Over(string spread, int least, int most)
    {
        var count = least == most ? string.Create(CultureInfo.InvariantCulture, $"{least}") : string.Create(CultureInfo.InvariantCulture, $"{least} to {most}");
        return Counted is null ? $"{spread}, n = {count}."
            : most == 1 ? $"One {Counted}."
            : $"{spread} of {count} {Counted}s.";
    }
}

/// <summary>Columns that stand together under one head, for example System, Expert and Model under a method.</summary>
/// <param name="Name">The head; empty where the columns need none.</param>
/// <param name="Columns">The names below it, at least one; a single empty name stands for a head without columns below.</param>
public sealed record ColumnGroup(string Name, IReadOnlyList<string> Columns)
{
    /// <summary>The columns' names as one line of heads needs them, for example <c>DSC: System</c>.</summary>
    public IEnumerable<string> FullNames => Columns.Select(column => string.Join(": ", new[] { Name, column }.Where(part => part.Length > 0)));
}

/// <summary>A row of a <see cref="ResultTable"/>.</summary>
/// <param name="Labels">What it is about, as many as the table has row heads.</param>
/// <param name="Cells">Its values, as many as the table has columns.</param>
public sealed record ResultRow(IReadOnlyList<string> Labels, IReadOnlyList<TableCell> Cells)
{
    /// <summary>How many labels, from the first, are those of the row above; never all, so that no row is without a label.</summary>
    internal int RepeatedLabels(ResultRow? above)
    {
        if (above is null)
            return 0;
        var same = 0;
        while (same < Labels.Count - 1 && string.Equals(above.Labels[same], Labels[same], StringComparison.Ordinal))
            same++;
        return same;
    }
}
