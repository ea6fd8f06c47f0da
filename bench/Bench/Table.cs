using System.Globalization;
using System.Text.Json;

namespace DeferredSeg.Bench;

/// <summary>The medians side by side, for a reader and as JSON. A column that no process measured is left out.</summary>
internal sealed class Table(IReadOnlyList<Row> rows, IReadOnlyDictionary<string, Column> columns)
{
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    private readonly (string Name, string Head)[] _sides = [.. Sides.All.Where(side => columns.ContainsKey(side.Name))];
    private readonly Sides.Ratio[] _ratios = [.. Sides.Ratios.Where(ratio => columns.ContainsKey(ratio.Ours) && columns.ContainsKey(ratio.Other))];

    public void Write(TextWriter output)
    {
        List<string[]> lines =
        [
            ["row", "unit", .. _sides.Select(side => side.Head), .. _ratios.Select(ratio => ratio.Head)],
        ];
        foreach (var row in rows)
        {
            var ratios = _ratios.Select(ratio => Number(Quotient(row, ratio), "0.00"));
            lines.Add([row.Title, row.Unit, .. _sides.Select(side => Cell(row, columns[side.Name])), .. ratios]);
            if (row.Alone)
                lines.Add(Memory("  peak resident memory", row));
        }
        if (rows.Any(row => !row.Alone))
        {
            lines.Add(Memory(rows.Any(row => row.Alone) ? "peak resident memory of all other rows" : "peak resident memory of a process", null));
        }
        var widths = Enumerable.Range(0, lines[0].Length).Select(i => lines.Max(line => line[i].Length)).ToArray();
        foreach (var line in lines)
        {
            output.WriteLine(string.Join("  ", line.Select((cell, i) => i < 2 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd());
        }
        output.Write("Medians.");
        if (_ratios.Length > 0)
            output.Write(" ratio: time of C# over time of the other, of repeats that were neighbours; below 1.00 C# is faster.");
        output.WriteLine();
    }

    public void WriteJson(string file) =>
        File.WriteAllText(
            file,
            JsonSerializer.Serialize(
                new
                {
                    rows = rows.Select(row => new
                    {
                        row.Id,
                        row.Title,
                        row.Unit,
                        medians = columns.ToDictionary(c => c.Key, c => c.Value.Seconds(row) is { } seconds ? row.InUnit(seconds) : (double?)null),
                        ratioDefault = Quotient(row, Sides.Default),
                        ratioTuned = Quotient(row, Sides.Tuned),
                        ratioOpenMp = Quotient(row, Sides.OpenMp),
                        ratioOnnx = Quotient(row, Sides.Onnx),
                        seconds = columns.ToDictionary(c => c.Key, c => c.Value.Repeats(row)),
                        peakMebibytes = row.Alone ? columns.ToDictionary(c => c.Key, c => c.Value.Peak(row)) : null,
                    }),
                    peakMebibytes = columns.ToDictionary(c => c.Key, c => c.Value.Peak(null)),
                },
                _indented
            )
        );

    private static string Cell(Row row, Column column)
    {
        if (column.Seconds(row) is not { } seconds)
            return "";
        var value = row.InUnit(seconds);
        return Number(
            value,
            value < 10 ? "0.00"
                : value < 1000 ? "0.0"
                : "#,0"
        );
    }

    // A process of ONNX Runtime ran fewer rows than its neighbours, so what several rows took together is not divided.
    private string[] Memory(string title, Row? row) =>
        [
            title,
            "MiB",
            .. _sides.Select(side => Number(columns[side.Name].Peak(row), "0")),
            .. _ratios.Select(ratio =>
                row is null && ratio == Sides.Onnx ? "" : Number(columns[ratio.Ours].Peak(row) / columns[ratio.Other].Peak(row), "0.00")
            ),
        ];

    // Repeats of the same number were neighbours in time: what disturbed one, disturbed the other.
    private double? Quotient(Row row, Sides.Ratio ratio)
    {
        if (!columns.TryGetValue(ratio.Ours, out var left) || !columns.TryGetValue(ratio.Other, out var right))
            return null;
        return Column.Median([.. left.Repeats(row).Zip(right.Repeats(row), (a, b) => a / b)]);
    }

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
