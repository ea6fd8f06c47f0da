using System.Globalization;
using System.Text.Json;

namespace DeferredSeg.Bench;

/// <summary>The medians side by side, for a reader and as JSON.</summary>
internal sealed class Table(IReadOnlyList<Row> rows, IReadOnlyDictionary<string, Column> columns)
{
    private const string OursDefault = "csharp-default";
    private const string OursTuned = "csharp-tuned";
    private const string PythonDefault = "python-default";
    private const string PythonTuned = "python-tuned";

    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };
    private static readonly string[] _heads = ["row", "unit", "C# default", "Python default", "C# tuned", "Python tuned", "ratio default", "ratio tuned"];

    public void Write(TextWriter output)
    {
        List<string[]> lines = [_heads];
        foreach (var row in rows)
        {
            lines.Add(
            [
                row.Title, row.Unit, Cell(row, OursDefault), Cell(row, PythonDefault), Cell(row, OursTuned), Cell(row, PythonTuned),
                Number(Ratio(row, OursDefault, PythonDefault), "0.00"), Number(Ratio(row, OursTuned, PythonTuned), "0.00"),
            ]);
            if (row.Alone) lines.Add(Memory("  peak resident memory", row));
        }
        if (rows.Any(row => !row.Alone)) lines.Add(Memory(rows.Any(row => row.Alone) ? "peak resident memory of all other rows" : "peak resident memory of a process", null));
        var widths = Enumerable.Range(0, _heads.Length).Select(i => lines.Max(line => line[i].Length)).ToArray();
        foreach (var line in lines) output.WriteLine(string.Join("  ", line.Select((cell, i) => i < 2 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd());
        output.WriteLine("Medians. ratio: time of C# over time of Python, of repeats that were neighbours; below 1.00 C# is faster.");
    }

    public void WriteJson(string file) => File.WriteAllText(file, JsonSerializer.Serialize(
        new
        {
            rows = rows.Select(row => new
            {
                row.Id,
                row.Title,
                row.Unit,
                medians = columns.ToDictionary(c => c.Key, c => c.Value.Seconds(row) is { } seconds ? row.InUnit(seconds) : (double?)null),
                ratioDefault = Ratio(row, OursDefault, PythonDefault),
                ratioTuned = Ratio(row, OursTuned, PythonTuned),
                seconds = columns.ToDictionary(c => c.Key, c => c.Value.Repeats(row)),
                peakMebibytes = row.Alone ? columns.ToDictionary(c => c.Key, c => c.Value.Peak(row)) : null,
            }),
            peakMebibytes = columns.ToDictionary(c => c.Key, c => c.Value.Peak(null)),
        },
        _indented));

    private string Cell(Row row, string column)
    {
        if (Seconds(row, column) is not { } seconds) return "-";
        var value = row.InUnit(seconds);
        return Number(value, value < 10 ? "0.00" : value < 1000 ? "0.0" : "#,0");
    }

    private string[] Memory(string title, Row? row)
    {
        double? Of(string column) => columns.GetValueOrDefault(column)?.Peak(row);
        string Peak(string column) => Number(Of(column), "0");
        return
        [
            title, "MiB", Peak(OursDefault), Peak(PythonDefault), Peak(OursTuned), Peak(PythonTuned),
            Number(Of(OursDefault) / Of(PythonDefault), "0.00"), Number(Of(OursTuned) / Of(PythonTuned), "0.00"),
        ];
    }

    private double? Seconds(Row row, string column) => columns.GetValueOrDefault(column)?.Seconds(row);

    // Repeats of the same number were neighbours in time: what disturbed one, disturbed the other.
    private double? Ratio(Row row, string ours, string python)
    {
        if (!columns.TryGetValue(ours, out var left) || !columns.TryGetValue(python, out var right)) return null;
        return Column.Median([.. left.Repeats(row).Zip(right.Repeats(row), (a, b) => a / b)]);
    }

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
