using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Reporting.Tables;
using DeferredSeg.Reporting.Text;

namespace DeferredSeg.Reporting.Evaluations;

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
                PolicyTable.Cell(RunValues.Of(run, RunValues.Dice(RunValues.System(run)), options), NumberFormat.Percent),
                PolicyTable.Cell(RunValues.Of(run, one => one.System.Deferred), NumberFormat.Percent),
                PolicyTable.Cell(
                    RunValues.Difference(run, RunValues.Dice(RunValues.System(run)), run, RunValues.Dice(PolicyKey.Model), options),
                    NumberFormat.Percent
                ),
                run == first
                    ? new TextCell("")
                    : PolicyTable.Cell(
                        RunValues.Difference(run, RunValues.Dice(RunValues.System(run)), first, RunValues.Dice(RunValues.System(first)), options),
                        NumberFormat.Percent
                    ),
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
