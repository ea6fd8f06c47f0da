using Spectre.Console;
using Spectre.Console.Rendering;

namespace DeferredSeg.Reporting.Tables;

/// <summary>Makes a table for the terminal.</summary>
public static class ConsoleTable
{
    /// <summary>
    /// The table with one line of heads, the best values in bold, the notes below. A label that repeats the one above is left out. Names and numbers stay
    /// whole, however narrow the terminal: deviations go below their means where there is no room beside them, and columns that still do not fit follow in
    /// further parts, each with the labels.
    /// </summary>
    public static IRenderable Of(ResultTable table) => new FittedTable(table);
}

/// <summary>A table that is laid out when the width is known.</summary>
internal sealed class FittedTable(ResultTable table) : Renderable
{
    // Two blanks and a border for each column, and a last border.
    private const int Around = 3;
    private const int LastBorder = 1;

    // Value, interval and deviation in a line; the interval below; the deviation too.
    private const int Deepest = 2;

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        List<IRenderable> parts = [.. Parts(maxWidth)];
        if (table.Notes.Any())
            parts.Add(new Text(string.Join(" ", table.Notes)));
        return ((IRenderable)new Rows(parts)).Render(options, maxWidth);
    }

    private IEnumerable<IRenderable> Parts(int width)
    {
        var heads = table.Groups.SelectMany(group => group.FullNames).ToArray();
        int[] labels = [.. table.RowHeads.Select((head, place) => Width(head, table.Rows.Select(row => row.Labels[place])))];
        var room = width - LastBorder - labels.Sum(label => label + Around);
        // Intervals and then deviations need no room of their own below their means.
        var layouts = Enumerable.Range(0, Deepest + 1).Select(Cells);
        var cells = layouts.FirstOrDefault(one => Widths(heads, one).Sum(width => width + Around) <= room) ?? Cells(Deepest);
        var widths = Widths(heads, cells);
        // Rather too wide than without a column.
        for (var first = 0; first < heads.Length || first == 0; )
        {
            var (last, left) = (first, room);
            while (last < heads.Length && (last == first || widths[last] + Around <= left))
                left -= widths[last++] + Around;
            for (var column = first; column < last; column++)
            {
                var more = Math.Clamp(heads[column].GetCellWidth() - widths[column], 0, Math.Max(left, 0));
                (widths[column], left) = (widths[column] + more, left - more);
            }
            yield return Part(heads, labels, widths, cells, first, last);
            first = Math.Max(last, 1);
        }
    }

    private Table Part(string[] heads, int[] labels, int[] widths, string[][] cells, int first, int last)
    {
        var part = new Table { UseSafeBorder = true };
        if (first == 0)
            part.Title = new TableTitle(table.Title.EscapeMarkup());
        foreach (var (place, head) in table.RowHeads.Index())
            part.AddColumn(new TableColumn(head.EscapeMarkup()) { Width = labels[place] });
        for (var column = first; column < last; column++)
            part.AddColumn(new TableColumn(heads[column].EscapeMarkup()) { Width = widths[column] }.RightAligned());
        ResultRow? above = null;
        foreach (var (place, row) in table.Rows.Index())
        {
            var repeated = row.RepeatedLabels(above);
            part.AddRow([
                .. row.Labels.Select((label, i) => i < repeated ? "" : label.EscapeMarkup()),
                .. Enumerable.Range(first, last - first).Select(column => Marked(cells[place][column], row.Cells[column].IsBest)),
            ]);
            above = row;
        }
        return part;
    }

    private string[][] Cells(int below) =>
        [.. table.Rows.Select(row => row.Cells.Select(cell => Below(table.MainText(cell), " ± ", below > 1) + Below(cell.Range, " [", below > 0)).ToArray())];

    private static string Below(string text, string from, bool isBelow) => isBelow ? text.Replace(from, $"\n{from[1..]}", StringComparison.Ordinal) : text;

    private static string Marked(string text, bool isBest) => isBest ? $"[bold]{text.EscapeMarkup()}[/]" : text.EscapeMarkup();

    private static int[] Widths(string[] heads, string[][] cells) => [.. heads.Select((head, column) => Width(head, cells.Select(row => row[column])))];

    /// <summary>The least width that breaks no word of a head and no line of a cell.</summary>
    private static int Width(string head, IEnumerable<string> texts) =>
        head.Split(' ').Concat(texts.SelectMany(text => text.Split('\n'))).Select(text => text.TrimEnd('\r').GetCellWidth()).Prepend(1).Max();
}
