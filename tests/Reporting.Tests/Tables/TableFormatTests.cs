using System.Text.Json;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Reporting.Tables;
using Spectre.Console;
using VerifyXunit;

namespace DeferredSeg.Reporting.Tests.Tables;

public sealed class TableFormatTests
{
    [Fact]
    public Task Markdown() => Verifier.Verify(MarkdownTable.Of(TableSamples.EveryKind));

    [Fact]
    public Task Json() => Verifier.Verify(JsonTable.Of(TableSamples.EveryKind));

    [Fact]
    public void Csv() =>
        Assert.Equal(
            "Patient,Case,state,DSC: System,DSC: System std,DSC: System n,DSC: System undefined,DSC: System lower,DSC: System upper,DSC: System level,DSC: "
                + "Model,DSC: Model std,DSC: Model n,DSC: Model undefined,DSC: Model lower,DSC: Model upper,DSC: Model level,pixels\r\n"
                + "p1,\"a,b\"\"c\",ok,0.5,0.125,4,0,0.25,0.75,0.95,0.25,,1,3,,,,12\r\n"
                + "p1,<script>,\"*not*\r\nthere|\",-,,,,,,,,,0,4,,,0.95,\r\n",
            CsvTable.Of(TableSamples.EveryKind)
        );

    [Fact]
    public void Csv_reads_back_as_written()
    {
        var seed = TestSeed.Value;
        Random random = new(seed);
        const string alphabet = "ab,\"\r\n ;'=é";
        for (var round = 0; round < 50; round++)
        {
            var (labels, columns) = (random.Next(1, 4), random.Next(1, 5));
            string[][] cells = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => Enumerable.Range(0, labels + columns).Select(_ => Word()).ToArray())];
            ResultTable table = new(
                "t",
                [.. Enumerable.Range(0, labels).Select(_ => "h")],
                [new("", [.. Enumerable.Range(0, columns).Select(_ => "c")])],
                [.. cells.Select(row => new ResultRow(row[..labels], [.. row[labels..].Select(text => new TextCell(text))]))]
            );

            Assert.True(
                cells.SelectMany(row => row).SequenceEqual(CsvFields.Read(CsvTable.Of(table)).Skip(1).SelectMany(row => row)),
                $"seed {seed}, round {round}"
            );
        }

        string Word() => string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => alphabet[random.Next(alphabet.Length)]));
    }

    [Fact]
    public void Numbers_of_files_are_not_rounded()
    {
        var seed = TestSeed.Value;
        var value = new Random(seed).NextDouble();
        ResultTable table = new("t", ["h"], [new("", ["c"])], [new(["r"], [new NumberCell(value, NumberFormat.Percent)])]);
        using var json = JsonDocument.Parse(JsonTable.Of(table));

        Assert.True(value == json.RootElement.GetProperty("rows")[0].GetProperty("cells")[0].GetProperty("value").GetDouble(), $"seed {seed}");
        Assert.True(value == double.Parse(CsvFields.Read(CsvTable.Of(table))[1][1], System.Globalization.CultureInfo.InvariantCulture), $"seed {seed}");
    }

    [Fact]
    public void The_terminal_shows_names_as_they_are()
    {
        var output = Printed(TableSamples.EveryKind, 200);

        Assert.Contains("Cases of <b>\"a, b\"</b> & | more", output);
        Assert.Contains("50.00 ± 12.50 %", output);
        Assert.Contains("[25.00, 75.00]", output);
        Assert.Contains("[link](x)", output);
        Assert.Single(output.Split('\n'), line => line.Contains("p1"));
    }

    [Theory]
    [InlineData(40, 3)]
    [InlineData(80, 3)]
    [InlineData(80, 8)]
    [InlineData(60, 1)]
    public void At_a_narrow_terminal_names_and_numbers_stay_whole(int width, int columns)
    {
        string[] names = ["observer-1", "observer-2", "observer-11"];
        var cell = new SummaryCell(new(0.5, 0.125, 4, 0), NumberFormat.Percent, new Interval(0.5, 0.25, 0.75, 0.95, 4, 0, 3));
        ResultTable table = new(
            "t",
            ["Expert"],
            [new("", [.. Enumerable.Range(1, columns).Select(column => $"Load-{column} observer-2")])],
            [.. names.Select(name => new ResultRow([name], [.. Enumerable.Repeat<TableCell>(cell, columns)]))],
            ["A note that is longer than the terminal is wide, so that it has to go on in another line, and whole words stay whole in it."],
            "seed"
        );

        var lines = Printed(table, width).Split('\n');

        Assert.All(lines, line => Assert.True(line.TrimEnd().Length <= width, line));
        Assert.All(names, name => Assert.Contains(lines, line => line.Contains($" {name} ")));
        for (var column = 1; column <= columns; column++)
            Assert.Contains(lines, line => line.Contains($"Load-{column} "));
        // Each value once, in a line with its interval or above it.
        Assert.Equal(3 * columns, lines.Sum(line => line.Split("50.00").Length - 1));
        Assert.Equal(3 * columns, lines.Sum(line => line.Split("[25.00, 75.00]").Length - 1));
    }

    [Fact]
    public void Where_there_is_room_a_value_and_its_interval_are_in_one_line() =>
        Assert.Contains("50.00 ± 12.50 % [25.00, 75.00]", Printed(TableSamples.EveryKind, 200));

    private static string Printed(ResultTable table, int width)
    {
        using StringWriter written = new();
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
                Out = new AnsiConsoleOutput(written),
            }
        );
        console.Profile.Width = width;
        console.Write(ConsoleTable.Of(table));
        return written.ToString();
    }

    [Fact]
    public void Rows_that_do_not_fit_are_refused()
    {
        Assert.Contains(
            "Row 0 of the table 't' has 2 labels; expected 1",
            Assert.Throws<ArgumentException>(() => new ResultTable("t", ["h"], [], [new(["a", "b"], [])])).Message
        );
        Assert.Contains(
            "Row 0 of the table 't' has 0 cells; expected 2",
            Assert.Throws<ArgumentException>(() => new ResultTable("t", ["h"], [new("g", ["a", "b"])], [new(["a"], [])])).Message
        );
        Assert.Contains(
            "The group 'g' of the table 't' has no columns",
            Assert.Throws<ArgumentException>(() => new ResultTable("t", ["h"], [new("g", [])], [])).Message
        );
    }
}
