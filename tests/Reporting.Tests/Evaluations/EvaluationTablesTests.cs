using System.Text.Json;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Reporting.Evaluations;
using DeferredSeg.Reporting.Reports;
using VerifyXunit;

namespace DeferredSeg.Reporting.Tests.Evaluations;

public sealed class EvaluationTablesTests
{
    private static readonly byte[] _truth = [1, 1, 1, 1, 0, 0, 0, 0, 1, 1];

    private static RunEvaluation Run(string method) =>
        Numbers.Run(
            method,
            Numbers.Case("x", "p", 1, _truth, [1, 1, 0, 0, 0, 0, 0, 1, 0, 1], 3),
            Numbers.Case("y", "q", 1, new byte[10], [0, 0, 0, 0, 0, 0, 0, 0, 1, 0], 2),
            Numbers.Case("x", "p", 2, _truth, [1, 1, 1, 0, 0, 0, 0, 0, 0, 1], 1),
            Numbers.Case("y", "q", 2, new byte[10], new byte[10], 2)
        );

    [Fact]
    public Task All_tables_of_a_run() => Verifier.Verify(EvaluationTables.Of("Results", [Run("dc")], [], new BootstrapOptions(200)).Markdown());

    [Fact]
    public Task Two_runs_are_compared() =>
        Verifier.Verify(RunDifferences.Of([Run("dc"), Run("sm")], new BootstrapOptions(200)) is { } table ? Reporting.Tables.MarkdownTable.Of(table) : "");

    /// <summary>
    /// Of ten pixels the last three go to the expert, who is right. Model alone: 3 true positives, 2 false positives, 3 false negatives; with the
    /// expert 4, 1 and 2; on the seven pixels that it keeps 2, 1 and 2.
    /// </summary>
    [Fact]
    public void The_summary_has_each_number_under_its_head()
    {
        var table = SummaryTable.Of(Numbers.Run("dc", Numbers.Case("x", "p", 1, _truth, [1, 1, 0, 0, 1, 0, 0, 1, 0, 1], 3)));

        Assert.Equal(["", "DSC", "Jaccard", "Sens.", "Pixels"], table.Heads);
        Assert.Equal(
            [
                "System: 72.73 57.14 66.67 100.00",
                "  Expert, on the pixels deferred: 100.00 100.00 100.00 30.00",
                "  Model, on the pixels kept: 57.14 40.00 50.00 70.00",
                "Model alone: 54.55 37.50 50.00 0.00",
                "reader alone: 100.00 100.00 100.00 100.00",
                "Least certain pixels, as many: 54.55 37.50 50.00 30.00",
            ],
            table.Rows.Select(row => $"{row.Labels[0]}: {string.Join(' ', row.Cells.Select(cell => cell.Shown))}")
        );
    }

    [Fact]
    public void Loads_are_held_against_the_bounds_that_were_wanted()
    {
        // Three of ten pixels; in the mean the probability is half of that.
        var run = Numbers.Run("dc", Numbers.Case("x", "p", 1, _truth, new byte[10], 3)) with
        {
            Bounds = [(0.2, 0.25)],
        };

        var cells = ChannelTable.Of(run)!.Rows[1].Cells;

        Assert.Equal(["15.00", "30.00", "20.00 to 25.00", "below", "above"], cells.Take(5).Select(cell => cell.Shown));
    }

    [Fact]
    public void Json_and_csv_have_the_same_numbers_as_the_pages()
    {
        var tables = EvaluationTables.Of("Results", [Run("dc")], [], new BootstrapOptions(200));
        using var json = JsonDocument.Parse(tables.Json());

        Assert.Equal(tables.Named.Select(one => one.Name), json.RootElement.EnumerateObject().Select(property => property.Name));
        var lines = CaseTables.Policies([Run("dc")]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1 + 4 * 10, lines.Length);
        Assert.All(lines, line => Assert.Equal(21, line.Split(',').Length));
        Assert.Equal(1 + 4 * 2, CaseTables.Channels([Run("dc")]).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void A_report_has_every_part_and_no_outside_address()
    {
        var run = Run("dc");
        var html = ReportHtml.Of(
            EvaluationReport.Of(
                run,
                EvaluationTables.Of("Results", [run], [], new BootstrapOptions(200)),
                [],
                [],
                ["The truth was used nowhere."],
                [],
                [],
                "{}"
            )
        );

        foreach (var part in (string[])["What a budget buys", "Who is asked", "Calibration", "Where the truth was used", "DSC over the cost"])
            Assert.Contains(part, html);
        Assert.DoesNotContain("src=\"http", html);
        Assert.DoesNotContain("href=\"http", html);
    }
}
