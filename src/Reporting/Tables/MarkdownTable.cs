using System.Text;

namespace DeferredSeg.Reporting.Tables;

/// <summary>Writes a table as Markdown (GitHub's pipes).</summary>
public static class MarkdownTable
{
    private const string Special = "\\`*_[]<>|#~&$!";

    /// <summary>
    /// The title in bold, one line of heads, the rows with the best values in bold, and the notes. A label that repeats the one above is left out.
    /// Lines end in <c>\n</c>.
    /// </summary>
    public static string Of(ResultTable table)
    {
        StringBuilder text = new();
        text.Append($"**{Escape(table.Title)}**\n\n");
        Line(text, table.Heads.Select(Escape));
        Line(text, table.RowHeads.Select(_ => "---").Concat(table.Groups.SelectMany(group => group.Columns).Select(_ => "---:")));
        ResultRow? above = null;
        foreach (var row in table.Rows)
        {
            var repeated = row.RepeatedLabels(above);
            Line(text, row.Labels.Select((label, place) => place < repeated ? "" : Escape(label)).Concat(row.Cells.Select(cell => Cell(table, cell))));
            above = row;
        }
        foreach (var note in table.Notes)
            text.Append($"\n{Escape(note)}\n");
        return text.ToString();
    }

    /// <summary>A sentence as a paragraph of its own.</summary>
    public static string Paragraph(string text) => $"{Escape(text)}\n";

    private static string Cell(ResultTable table, TableCell cell)
    {
        var text = Escape(table.MainText(cell) + cell.Range);
        return cell.IsBest ? $"**{text}**" : text;
    }

    private static void Line(StringBuilder text, IEnumerable<string> parts) => text.Append($"| {string.Join(" | ", parts)} |\n");

    private static string Escape(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (var one in text)
        {
            if (Special.Contains(one, StringComparison.Ordinal))
                escaped.Append('\\');
            escaped.Append(char.IsControl(one) ? ' ' : one);
        }
        return escaped.ToString();
    }
}
