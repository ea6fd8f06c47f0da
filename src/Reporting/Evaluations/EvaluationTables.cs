using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Reporting.Tables;

namespace DeferredSeg.Reporting.Evaluations;

/// <summary>The tables of one evaluation, each under a short name that its files bear.</summary>
/// <param name="Named">Name and table, in the order shown.</param>
public sealed record EvaluationTables(IReadOnlyList<(string Name, ResultTable Table)> Named)
{
    /// <summary>Makes all tables that say something of the runs.</summary>
    /// <param name="title">What the first table shows.</param>
    /// <param name="runs">The runs; those on one dataset are compared.</param>
    /// <param name="labelHeads">The heads of the runs' labels; empty outside of a list.</param>
    /// <param name="options">How intervals are made.</param>
    public static EvaluationTables Of(string title, IReadOnlyList<RunEvaluation> runs, IReadOnlyList<string> labelHeads, BootstrapOptions options)
    {
        List<(string, ResultTable?)> tables = [("perspectives", PerspectiveResults.Table(title, runs, labelHeads, options))];
        foreach (var (dataset, number) in runs.GroupBy(run => run.Dataset).Select((dataset, i) => (dataset, i)))
            tables.Add(($"runs{(number == 0 ? "" : $"-{number + 1}")}", RunDifferences.Of([.. dataset], options)));
        foreach (var (run, number) in runs.Select((run, i) => (run, i)))
        {
            var suffix = runs.Count == 1 ? "" : $"-{number + 1}";
            tables.AddRange([
                ($"policies{suffix}", PolicyTable.Of(run, options)),
                ($"budgets{suffix}", BudgetTable.Of(run)),
                ($"differences{suffix}", BudgetTable.Differences(run, options)),
                ($"costs{suffix}", BudgetTable.Costs(run)),
                ($"loads{suffix}", ChannelTable.Of(run)),
                ($"existence{suffix}", ExistenceTable.Of(run, options)),
            ]);
        }
        return new([.. tables.Where(one => one.Item2 is not null).Select(one => (one.Item1, one.Item2!))]);
    }

    /// <summary>All tables as Markdown.</summary>
    public string Markdown() => string.Join("\n", Named.Select(one => MarkdownTable.Of(one.Table)));

    /// <summary>All tables as one JSON object, by name.</summary>
    public string Json() =>
        JsonTable.Document(json =>
        {
            json.WriteStartObject();
            foreach (var (name, table) in Named)
            {
                json.WritePropertyName(name);
                JsonTable.Write(json, table);
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
                RunValues.Difference(run, RunValues.Dice(RunValues.System(run)), run, RunValues.Dice(PolicyKey.Model), options).Cell(NumberFormat.Percent),
                run == first
                    ? new TextCell("")
                    : RunValues
                        .Difference(run, RunValues.Dice(RunValues.System(run)), first, RunValues.Dice(RunValues.System(first)), options)
                        .Cell(NumberFormat.Percent),
            ]
        ));
        return new(
            $"{first.Dataset}: runs against each other, DSC",
            ["Run"],
            [new("", ["System"]), new("", ["Deferred"]), new("", ["System minus own model"]), new("", [$"System minus that of {first.Method}"])],
            [.. rows],
            ["Paired over the same cases, intervals over patients."]
        );
    }
}
