using System.Text;
using DeferredSeg.Data.Datasets;

namespace DeferredSeg.Data;

/// <summary>A comma separated table (RFC 4180) with a header.</summary>
/// <param name="File">Where it was read.</param>
/// <param name="Columns">The header.</param>
/// <param name="Rows">The rows, as many cells each as there are columns.</param>
internal sealed record CsvFile(string File, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Reads it.</summary>
    /// <exception cref="DatasetException">It is not there or empty, or a row has another number of cells.</exception>
    public static CsvFile Read(string file)
    {
        if (!System.IO.File.Exists(file))
            throw new DatasetException($"{file} is not there; expected a comma separated table with a header. Check index:file.");
        List<IReadOnlyList<string>> rows = [.. Lines(System.IO.File.ReadAllText(file)).Where(row => row.Count > 1 || row[0].Length > 0)];
        if (rows.Count == 0)
            throw new DatasetException($"{file} is empty; expected a header and a row for each case.");
        for (var row = 1; row < rows.Count; row++)
        {
            if (rows[row].Count != rows[0].Count)
                throw new DatasetException(
                    $"{file}: row {row + 1} has {rows[row].Count} cells and the header {rows[0].Count}; expected as many. Mend the row."
                );
        }
        return new(file, rows[0], rows[1..]);
    }

    private static IEnumerable<IReadOnlyList<string>> Lines(string text)
    {
        var (cell, row, quoted) = (new StringBuilder(), new List<string>(), false);
        for (var i = text.StartsWith('\uFEFF') ? 1 : 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted)
            {
                if (c != '"')
                    cell.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"')
                    cell.Append(text[i++]);
                else
                    quoted = false;
                continue;
            }
            if (c == '"' && cell.Length == 0)
                quoted = true;
            else if (c is ',' or '\n')
            {
                row.Add(cell.ToString());
                cell.Clear();
                if (c == ',')
                    continue;
                yield return row;
                row = [];
            }
            else if (c != '\r')
                cell.Append(c);
        }
        if (cell.Length == 0 && row.Count == 0)
            yield break;
        row.Add(cell.ToString());
        yield return row;
    }

    /// <summary>A cell of such a table, in quotes where it has to be.</summary>
    public static string Cell(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
