using System.Globalization;
using System.Text;

namespace DeferredSeg.Reporting.Tables;

/// <summary>Writes a table for spreadsheets and programs: comma separated (RFC 4180), numbers unrounded and before scaling, so a rate is from 0 to 1.</summary>
public static class CsvTable
{
    private const string LineEnd = "\r\n";

    /// <summary>
    /// A line of heads and a line for each row. A column with a summary in it is followed by <c>std</c>, <c>n</c> and
    /// <c>undefined</c>, one with an interval by <c>lower</c>, <c>upper</c> and <c>level</c> too. What is not defined is empty.
    /// </summary>
    public static string Of(ResultTable table)
    {
        StringBuilder text = new();
        string[] names = [.. table.Groups.SelectMany(group => group.FullNames)];
        var columns = names.Select((name, place) => (Name: name, Cells: table.Rows.Select(row => row.Cells[place]).ToArray())).ToArray();
        var parts = columns
            .Select(column =>
                (Summary: column.Cells.Any(cell => cell is SummaryCell), Interval: column.Cells.Any(cell => cell is SummaryCell { Interval: not null }))
            )
            .ToArray();
        Line(text, table.RowHeads.Concat(columns.SelectMany((column, place) => Heads(column.Name, parts[place].Summary, parts[place].Interval))));
        foreach (var row in table.Rows)
            Line(text, row.Labels.Concat(row.Cells.SelectMany((cell, place) => Values(cell, parts[place].Summary, parts[place].Interval))));
        return text.ToString();
    }

    private static IEnumerable<string> Heads(string name, bool summary, bool interval)
    {
        yield return name;
        if (summary)
            foreach (var part in new[] { "std", "n", "undefined" })
                yield return $"{name} {part}";
        if (interval)
            foreach (var part in new[] { "lower", "upper", "level" })
                yield return $"{name} {part}";
    }

    private static IEnumerable<string> Values(TableCell cell, bool summary, bool interval)
    {
        var one = cell as SummaryCell;
        yield return cell switch
        {
            TextCell text => text.Text,
            NumberCell number => Number(number.Value),
            _ => Number(one!.Summary.Mean),
        };
        if (summary)
        {
            yield return one is null ? "" : Number(one.Summary.Deviation);
            yield return one is null ? "" : one.Summary.Count.ToString(CultureInfo.InvariantCulture);
            yield return one is null ? "" : one.Summary.Undefined.ToString(CultureInfo.InvariantCulture);
        }
        if (interval)
        {
            yield return one?.Interval is { } first ? Number(first.Lower) : "";
            yield return one?.Interval is { } second ? Number(second.Upper) : "";
            yield return one?.Interval is { } third ? Number(third.Level) : "";
        }
    }

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";

    private static void Line(StringBuilder text, IEnumerable<string> fields) => text.Append(string.Join(',', fields.Select(Field))).Append(LineEnd);

    /// <summary>A field, in quotes where it has to be.</summary>
    internal static string Field(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
