using System.Globalization;
using DeferredSeg.Reporting.Tables;

namespace DeferredSeg.Reporting.Reports;

/// <summary>A table, with its groups of columns and labels that span their rows.</summary>
/// <param name="Table">The table.</param>
public sealed record TableBlock(ResultTable Table) : IReportBlock
{
    void IReportBlock.Write(HtmlWriter html)
    {
        using (html.Open("div", ("class", "table"), ("tabindex", "0"), ("role", "region"), ("aria-label", Table.Title)))
        using (html.Open("table"))
        {
            html.Element("caption", Table.Title);
            WriteHeads(html);
            using var body = html.Open("tbody");
            for (var row = 0; row < Table.Rows.Count; row++)
                WriteRow(html, row);
        }
        if (!Table.Notes.Any())
            return;
        html.Element("p", string.Join(" ", Table.Notes), ("class", "note"));
    }

    private void WriteHeads(HtmlWriter html)
    {
        var twoLines = Table.Groups.Any(HasColumnNames);
        using var head = html.Open("thead");
        using (html.Open("tr"))
        {
            foreach (var name in Table.RowHeads)
                html.Element("th", name, ("scope", "col"), ("rowspan", twoLines ? "2" : null));
            foreach (var group in Table.Groups)
            {
                var spanned = group.Columns.Count > 1 ? Number(group.Columns.Count) : null;
                html.Element(
                    "th",
                    group.Name,
                    ("scope", spanned is null ? "col" : "colgroup"),
                    ("colspan", spanned),
                    ("rowspan", twoLines && !HasColumnNames(group) ? "2" : null)
                );
            }
        }
        if (!twoLines)
            return;
        using var line = html.Open("tr");
        foreach (var column in Table.Groups.Where(HasColumnNames).SelectMany(group => group.Columns))
            html.Element("th", column, ("scope", "col"));
    }

    private void WriteRow(HtmlWriter html, int row)
    {
        using var line = html.Open("tr");
        var (labels, cells) = (Table.Rows[row].Labels, Table.Rows[row].Cells);
        var repeated = Table.Rows[row].RepeatedLabels(row == 0 ? null : Table.Rows[row - 1]);
        for (var place = repeated; place < labels.Count; place++)
        {
            var rows = 1;
            while (row + rows < Table.Rows.Count && Table.Rows[row + rows].RepeatedLabels(Table.Rows[row]) > place)
                rows++;
            html.Element("th", labels[place], ("scope", rows > 1 ? "rowgroup" : "row"), ("rowspan", rows > 1 ? Number(rows) : null));
        }
        foreach (var cell in cells)
        {
            using var one = html.Open("td", ("class", cell is TextCell ? "text" : null));
            if (cell.IsBest)
                html.Element("strong", Text(cell));
            else
                html.Text(Text(cell));
            if (cell.Range.Length > 0)
                html.Element("small", cell.Range);
        }
    }

    // A narrow page breaks before a deviation, never within it.
    private string Text(TableCell cell) => Table.MainText(cell).Replace("± ", "±\u00a0", StringComparison.Ordinal);

    private static bool HasColumnNames(ColumnGroup group) => group.Columns.Count > 1 || group.Columns[0].Length > 0;

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
