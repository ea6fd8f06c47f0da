using System.Text.Json;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Reporting.Evaluations;
using DeferredSeg.Reporting.Reports;
using DeferredSeg.Reporting.Tables;
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
    /// expert 4, 1 and 2.
    /// </summary>
    [Fact]
    public void The_summary_has_each_number_under_its_head()
    {
        var table = SummaryTable.Of(Numbers.Run("dc", Numbers.Case("x", "p", 1, _truth, [1, 1, 0, 0, 1, 0, 0, 1, 0, 1], 3)), new BootstrapOptions(200));

        Assert.Equal(["", "DSC", "Pixels asked", "System minus it"], table.Heads);
        Assert.Equal(
            [
                "System: model and experts: 72.73 30.00 ",
                "Model alone: 54.55 0.00 18.18",
                "By doubt: least certain: 54.55 30.00 18.18",
                "reader alone: 100.00 100.00 -27.27",
            ],
            table.Rows.Select(row => $"{row.Labels[0]}: {string.Join(' ', row.Cells.Select(cell => cell.Shown))}")
        );
    }

    [Fact]
    public void Bold_is_the_best_of_what_asks_no_more_than_the_system_and_knows_no_truth()
    {
        var asked = new PolicyKey("entropy", "chosen", BudgetMatch.Coverage);
        var run = Numbers.Run(
            "dc",
            Numbers.Reaching(
                "x",
                1,
                0.1,
                1,
                (PolicyKey.Model, 60),
                (new("expert", "a"), 95),
                (new("expert", "b"), 50),
                (new("majority"), 96),
                (new("oracle-routing"), 99),
                (PolicyKey.System, 80),
                (asked, 85),
                (asked with { Order = "oracle" }, 98),
                (asked with { Match = BudgetMatch.Cost }, 97)
            )
        ) with
        {
            Experts = ["a", "b"],
            Costs = [0.1, 0.1],
        };

        Assert.Equal(["By doubt: least certain"], Bold(SummaryTable.Of(run, new(200))));
        Assert.Equal(["entropy to chosen"], Bold(PolicyTable.Of(run, new(200))));

        static IEnumerable<string> Bold(ResultTable table) => table.Rows.Where(row => row.Cells.Any(cell => cell.IsBest)).Select(row => row.Labels[0]);
    }

    [Fact]
    public void Where_nobody_was_asked_Expert_has_a_dash_and_a_seed_that_asked_its_numbers()
    {
        var none = Numbers.Run("none", Numbers.Case("x", "p", 1, _truth, new byte[10], 0), Numbers.Case("y", "q", 1, _truth, new byte[10], 0));
        var one = Numbers.Run("one", Numbers.Case("x", "p", 1, _truth, new byte[10], 0), Numbers.Case("x", "p", 2, _truth, new byte[10], 3));

        Assert.Equal("-", Expert(none)[0]);
        Assert.Contains("none: nobody was asked.", PerspectiveResults.Table("t", [none], [], null).Notes);
        Assert.Equal("100.00", Expert(one)[0]);
        Assert.Contains("one: nobody was asked in 1 of 2 cases", string.Join(' ', PerspectiveResults.Table("t", [one], [], null).Notes));

        static string[] Expert(RunEvaluation run) => [.. PerspectiveResults.Table("t", [run], [], null).Rows.Select(row => row.Cells[1].Shown)];
    }

    [Fact]
    public void What_means_are_taken_over_are_seeds()
    {
        Assert.Contains("One seed.", SummaryTable.Of(Numbers.Run("dc", Numbers.Case("x", "p", 1, _truth, _truth, 0)), new(200)).Notes);
        Assert.Contains("Mean ± standard deviation of 2 seeds.", SummaryTable.Of(Run("dc"), new(200)).Notes);
        Assert.DoesNotContain(EvaluationTables.Of("t", [Run("dc")], [], new(200)).Named.SelectMany(one => one.Table.Notes), note => note.Contains("n ="));
    }

    [Theory]
    [InlineData(RoutingParameterisation.Softmax, "-")]
    [InlineData(RoutingParameterisation.OneVsAll, "7.50")]
    [InlineData(RoutingParameterisation.Utility, "7.50")]
    [InlineData(RoutingParameterisation.Estimates, "7.50")]
    public void Shares_of_a_softmax_have_no_calibration(RoutingParameterisation parameterisation, string expected)
    {
        var run = Run("dc") with { Parameterisation = parameterisation };

        Assert.All(ChannelTable.Of(run)!.Rows, row => Assert.Equal(expected, row.Cells[^1].Shown));
        Assert.Equal(expected == "-", CaseTables.Channels([run]).Split('\n')[1].EndsWith(','));
        var html = ReportHtml.Of(EvaluationReport.Of(run, EvaluationTables.Of("t", [run], [], new(200)), [], [], [], [], [], [], "{}"));
        Assert.Equal(expected != "-", html.Contains("Stated probability of being right"));
    }

    [Fact]
    public void Runs_against_another_truth_are_told_and_not_compared()
    {
        var (first, same) = (Referred("a", "1", "2"), Referred("b", "1", "2"));
        var swapped = Referred("c", "1", "3");

        Assert.Null(SharedTruth.Note([first, same]));
        Assert.Null(SharedTruth.Note([Run("a"), Run("b")]));
        Assert.StartsWith("Not comparable with a, for another truth: c (1 of 2 cases).", SharedTruth.Note([first, same, swapped]));
        var table = RunDifferences.Of([first, same, swapped], new(200))!;
        Assert.Equal(["", "0.00 ± 0.00 [0.00, 0.00]", "other truth"], table.Rows.Select(row => row.Cells[^1].Shown));
        Assert.Contains(table.Notes, note => note.StartsWith("Not comparable with a"));
        Assert.Contains(PerspectiveResults.Table("t", [first, same], [], null).Rows[0].Cells, cell => cell.IsBest);
        var mixed = PerspectiveResults.Table("t", [first, swapped], [], null);
        Assert.DoesNotContain(mixed.Rows.SelectMany(row => row.Cells), cell => cell.IsBest);
        Assert.Contains(mixed.Notes, note => note.StartsWith("Not comparable with a"));

        static RunEvaluation Referred(string method, string ofX, string ofY) =>
            Run(method) with
            {
                References = new Dictionary<(string, string), string> { [("", "x")] = ofX, [("", "y")] = ofY },
            };
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

        Assert.Equal(["15.00", "30.00", "20 to 25", "below", "above"], cells.Take(5).Select(cell => cell.Shown));
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
                [],
                ["The truth was used nowhere."],
                [],
                [],
                "{}"
            )
        );

        foreach (var part in (string[])["What a budget buys", "Who is asked", "Calibration", "Where the truth was used", "DSC over the cost"])
            Assert.Contains(part, html);
        // A sentence and one table, and all else is folded.
        var conclusion = Conclusion.Of(run, new BootstrapOptions(200));
        var end = conclusion.IndexOf(". ", StringComparison.Ordinal) + 1;
        Assert.Contains($">{conclusion[..end]}</p>", html);
        Assert.Contains($">{conclusion[(end + 1)..]}</p>", html);
        Assert.Equal(1, html[..html.IndexOf("<details")].Split("<table").Length - 1);
        Assert.DoesNotContain("<table", html[(html.LastIndexOf("</details>"))..]);
        Assert.DoesNotContain("src=\"http", html);
        Assert.DoesNotContain("href=\"http", html);
    }
}
