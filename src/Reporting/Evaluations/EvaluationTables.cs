using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Reporting.Tables;

namespace DeferredSeg.Reporting.Evaluations;

/// <summary>Where a table stands in the report of a run.</summary>
public enum TableSection
{
    /// <summary>What one wants to see first; everything else can be folded.</summary>
    Summary,

    /// <summary>How good the system is.</summary>
    Results,

    /// <summary>The same at budgets.</summary>
    Budgets,

    /// <summary>What painting, judging, choosing and clicking take.</summary>
    Ways,

    /// <summary>Who got what.</summary>
    Routing,

    /// <summary>Several runs against each other; no report of one run has it.</summary>
    Runs,
}

/// <summary>A table of an evaluation.</summary>
/// <param name="Name">The short name that its files bear.</param>
/// <param name="Table">The table.</param>
/// <param name="Section">Where it stands in the report.</param>
/// <param name="OnConsole">Whether it is shown on the console too; wide ones are for a page.</param>
public sealed record EvaluationTable(string Name, ResultTable Table, TableSection Section, bool OnConsole = false);

/// <summary>The tables of one evaluation.</summary>
/// <param name="Named">In the order shown; the first is the summary of the first run.</param>
/// <param name="Conclusions">What each run came to, in one sentence; with its name where there are several.</param>
public sealed record EvaluationTables(IReadOnlyList<EvaluationTable> Named, IReadOnlyList<string> Conclusions)
{
    /// <summary>Makes all tables that say something of the runs.</summary>
    /// <param name="title">What the first table shows.</param>
    /// <param name="runs">The runs; those on one dataset are compared.</param>
    /// <param name="labelHeads">The heads of the runs' labels; empty outside of a list.</param>
    /// <param name="options">How intervals are made.</param>
    public static EvaluationTables Of(string title, IReadOnlyList<RunEvaluation> runs, IReadOnlyList<string> labelHeads, BootstrapOptions options)
    {
        List<(string Name, ResultTable? Table, TableSection Section, bool OnConsole)> tables =
        [
            .. runs.Select(
                (run, i) => ($"summary{(runs.Count == 1 ? "" : $"-{i + 1}")}", (ResultTable?)SummaryTable.Of(run, options), TableSection.Summary, true)
            ),
            ("perspectives", PerspectiveResults.Table(title, runs, labelHeads, options), TableSection.Results, runs.Count == 1),
        ];
        foreach (var (dataset, number) in runs.GroupBy(run => run.Dataset).Select((dataset, i) => (dataset, i)))
            tables.Add(($"runs{(number == 0 ? "" : $"-{number + 1}")}", RunDifferences.Of([.. dataset], options), TableSection.Runs, true));
        foreach (var (run, number) in runs.Select((run, i) => (run, i)))
        {
            var (alone, suffix) = (runs.Count == 1, runs.Count == 1 ? "" : $"-{number + 1}");
            tables.AddRange([
                ($"worth{suffix}", WorthTable.Of(run, options), TableSection.Results, false),
                ($"policies{suffix}", PolicyTable.Of(run, options), TableSection.Results, false),
                ($"budgets{suffix}", BudgetTable.Of(run), TableSection.Budgets, false),
                ($"differences{suffix}", BudgetTable.Differences(run, options), TableSection.Budgets, false),
                ($"costs{suffix}", BudgetTable.Costs(run), TableSection.Budgets, false),
                ($"surfaces{suffix}", SurfaceTable.Of(run), TableSection.Results, alone),
                ($"loads{suffix}", ChannelTable.Of(run), TableSection.Routing, alone),
                ($"confidence{suffix}", ConfidenceTable.Of(run), TableSection.Routing, false),
                ($"decisions{suffix}", DecisionTable.Of(run, options), TableSection.Budgets, false),
                ($"ways{suffix}", WayTable.Of(run, options), TableSection.Ways, alone),
                ($"time{suffix}", TimeTable.Of(run, options), TableSection.Ways, alone),
                ($"existence{suffix}", ExistenceTable.Of(run, options), TableSection.Results, alone),
            ]);
        }
        return new(
            [.. tables.Where(one => one.Table is not null).Select(one => new EvaluationTable(one.Name, one.Table!, one.Section, one.OnConsole))],
            [.. runs.Select(run => runs.Count == 1 ? Conclusion.Of(run, options) : $"{run.Method}: {Conclusion.Of(run, options)}")]
        );
    }

    /// <summary>The tables of a section of the report.</summary>
    public IEnumerable<ResultTable> In(TableSection section) => Named.Where(one => one.Section == section).Select(one => one.Table);

    /// <summary>What came out, and all tables, as Markdown.</summary>
    public string Markdown() => string.Join("\n", [.. Conclusions.Select(MarkdownTable.Paragraph), .. Named.Select(one => MarkdownTable.Of(one.Table))]);

    /// <summary>All tables as one JSON object, by name.</summary>
    public string Json() =>
        JsonTable.Document(json =>
        {
            json.WriteStartObject();
            foreach (var one in Named)
            {
                json.WritePropertyName(one.Name);
                JsonTable.Write(json, one.Table);
            }
            json.WriteEndObject();
        });
}

/// <summary>Runs on one dataset against each other, case by case.</summary>
public static class RunDifferences
{
    /// <summary>The System dice of every run minus that of the first, and of every run minus its own model; null for a single run.</summary>
    /// <param name="runs">Runs on the same cases.</param>
    /// <param name="options">How intervals are made.</param>
    public static ResultTable? Of(IReadOnlyList<RunEvaluation> runs, BootstrapOptions options)
    {
        if (runs.Count < 2)
            return null;
        var first = runs[0];
        var rows = runs.Select(run => new ResultRow(
            [run.Method],
            [
                RunValues.Of(run, RunValues.Dice(RunValues.System(run)), options).Cell(NumberFormat.Percent),
                RunValues.Of(run, one => one.System.Deferred).Cell(NumberFormat.Percent),
                RunValues.Of(run, RunValues.Dice(PolicyKey.Model)).Cell(NumberFormat.Percent),
                RunValues.Difference(run, RunValues.Dice(RunValues.System(run)), run, RunValues.Dice(PolicyKey.Model), options).Cell(NumberFormat.Percent),
                run == first ? new TextCell("")
                : SharedTruth.Differs(run, first) ? new TextCell("other truth")
                : RunValues
                    .Difference(run, RunValues.Dice(RunValues.System(run)), first, RunValues.Dice(RunValues.System(first)), options)
                    .Cell(NumberFormat.Percent),
            ]
        ));
        return new(
            $"{first.Dataset}: runs against each other, DSC",
            ["Run"],
            [
                new("", ["System"]),
                new("", ["Deferred"]),
                new("", ["Model alone"]),
                new("", ["System minus own model"]),
                new("", [$"System minus that of {first.Method}"]),
            ],
            [.. rows],
            [.. SharedTruth.Note(runs) is { } note ? [note] : Array.Empty<string>(), "Paired over the same cases, intervals over patients."],
            RunValues.Counted
        );
    }
}
