using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DeferredSeg.Reporting.Tables;

/// <summary>Writes a table as JSON: numbers unrounded and before scaling, so a rate is from 0 to 1; what is not defined is null.</summary>
public static class JsonTable
{
    private static readonly JsonWriterOptions _indented = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// An object with <c>title</c>, <c>rowHeads</c>, <c>columns</c>, <c>rows</c> of <c>labels</c> and <c>cells</c>, and the table's own <c>notes</c>.
    /// Lines end in <c>\n</c>.
    /// </summary>
    public static string Of(ResultTable table) => Document(json => Write(json, table));

    /// <summary>Writes the object as part of a larger document.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="table">The table.</param>
    public static void Write(Utf8JsonWriter json, ResultTable table)
    {
        json.WriteStartObject();
        Text(json, "title", table.Title);
        Texts(json, "rowHeads", table.RowHeads);
        json.WriteStartArray("columns");
        foreach (var group in table.Groups)
        {
            foreach (var column in group.Columns)
            {
                json.WriteStartObject();
                Text(json, "group", group.Name);
                Text(json, "name", column);
                json.WriteEndObject();
            }
        }
        json.WriteEndArray();
        json.WriteStartArray("rows");
        foreach (var row in table.Rows)
        {
            json.WriteStartObject();
            Texts(json, "labels", row.Labels);
            json.WriteStartArray("cells");
            foreach (var cell in row.Cells)
                Cell(json, cell);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        Texts(json, "notes", table.OwnNotes);
        json.WriteEndObject();
    }

    /// <summary>The text of a file: indented, with all letters as they are.</summary>
    /// <param name="write">Writes its one value.</param>
    internal static string Document(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, _indented))
            write(json);
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Cell(Utf8JsonWriter json, TableCell cell)
    {
        json.WriteStartObject();
        switch (cell)
        {
            case TextCell text:
                Text(json, "text", text.Text);
                break;
            case NumberCell number:
                Number(json, "value", number.Value);
                break;
            case SummaryCell summary:
                Number(json, "mean", summary.Summary.Mean);
                Number(json, "std", summary.Summary.Deviation);
                json.WriteNumber("n", summary.Summary.Count);
                json.WriteNumber("undefined", summary.Summary.Undefined);
                if (summary.Interval is { } interval)
                {
                    Number(json, "lower", interval.Lower);
                    Number(json, "upper", interval.Upper);
                    Number(json, "level", interval.Level);
                }
                break;
        }
        if (cell.IsBest)
            json.WriteBoolean("best", true);
        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, string name, string text) => json.WriteString(name, CleanText.Of(text));

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(CleanText.Of(text));
        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }
}
