using Spectre.Console;

namespace DeferredSeg.Reporting.Tables;

/// <summary>Makes a table for the terminal.</summary>
public static class ConsoleTable
{
    /// <summary>The table with one line of heads, the best values in bold, the notes as its caption. A label that repeats the one above is left out.</summary>
    public static Table Of(ResultTable table)
    {
        var console = new Table { Title = new TableTitle(table.Title.EscapeMarkup()) };
        foreach (var head in table.RowHeads)
            console.AddColumn(new TableColumn(head.EscapeMarkup()));
        foreach (var head in table.Groups.SelectMany(group => group.FullNames))
            console.AddColumn(new TableColumn(head.EscapeMarkup()).RightAligned());
        ResultRow? above = null;
        foreach (var row in table.Rows)
        {
            var repeated = row.RepeatedLabels(above);
            console.AddRow([
                .. row.Labels.Select((label, place) => place < repeated ? "" : label.EscapeMarkup()),
                .. row.Cells.Select(cell => Cell(table, cell)),
            ]);
            above = row;
        }
        if (table.Notes.Any())
            console.Caption = new TableTitle(string.Join(" ", table.Notes).EscapeMarkup());
        return console;
    }

    private static string Cell(ResultTable table, TableCell cell)
    {
        // Below the value the interval needs no room of its own.
        var text = $"{table.MainText(cell)}{cell.Range.Replace(" [", "\n[", StringComparison.Ordinal)}".EscapeMarkup();
        return cell.IsBest ? $"[bold]{text}[/]" : text;
    }
}
