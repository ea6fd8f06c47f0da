using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Formats;

namespace DeferredSeg.Data;

/// <summary>A table of text with a header: cells divided by commas, semicolons or tabs, whichever the header has most of (RFC 4180 otherwise).</summary>
/// <param name="File">Where it was read.</param>
/// <param name="Columns">The header.</param>
/// <param name="Rows">The rows, as many cells each as there are columns.</param>
internal sealed record CsvFile(string File, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    private static readonly string[] _delimiters = [",", ";", "\t"];

    /// <summary>Reads it.</summary>
    /// <exception cref="DatasetException">It is not there, empty or no UTF-8, or a row has another number of cells.</exception>
    public static CsvFile Read(string file)
    {
        if (!System.IO.File.Exists(file))
            throw new DatasetException($"{file} is not there; expected a comma separated table with a header. Check index:file.");
        string text;
        try
        {
            text = Utf8Text.Read(file);
        }
        catch (TextEncodingException e)
        {
            throw new DatasetException(e.Message, e);
        }
        List<IReadOnlyList<string>> rows = [.. Lines(file, text)];
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

    /// <summary>A cell of such a table, in quotes where it has to be.</summary>
    public static string Cell(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static IEnumerable<IReadOnlyList<string>> Lines(string file, string text)
    {
        var header = text.AsSpan(0, text.IndexOf('\n') is >= 0 and var end ? end : text.Length).ToString();
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = _delimiters.MaxBy(delimiter => header.Split(delimiter).Length)!,
            BadDataFound = bad =>
                throw new DatasetException(
                    $"{file}: line {bad.Context?.Parser?.RawRow} has a quote within a cell; expected quotes around the whole cell, those inside doubled."
                ),
        };
        using var parser = new CsvParser(new StringReader(text), configuration);
        while (parser.Read())
            yield return parser.Record!;
    }
}
