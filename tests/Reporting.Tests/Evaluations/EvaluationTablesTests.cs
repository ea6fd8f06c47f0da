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
