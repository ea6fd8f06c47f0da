using DeferredSeg.Deferral.Measures;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Reporting.Tables;

namespace DeferredSeg.Reporting.Evaluations;

/// <summary>System, Expert and Model of runs, in the layouts of the paper's Tables 3 to 6.</summary>
public static class PerspectiveResults
{
    private const string Agree = "Two empty masks agree (their rates are 1), also those of a region to which nothing was routed.";

    /// <summary>The tables: for runs by method and dataset, for a list of configurations by metric.</summary>
    /// <param name="title">What the table shows.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="labelHeads">The heads of the runs' labels; empty outside of a list.</param>
    /// <param name="options">How intervals are made; null for none.</param>
    public static ResultTable Table(string title, IReadOnlyList<RunEvaluation> runs, IReadOnlyList<string> labelHeads, BootstrapOptions? options)
    {
        var table =
            labelHeads.Count > 0
                ? PerspectiveTable.ByMetric(title, labelHeads, [.. runs.Select(run => new ConfigurationResult(run.Labels, Of(run, run.Method, options)))])
                : PerspectiveTable.ByMethod(
                    title,
                    [
                        .. runs.GroupBy(run => run.Dataset)
                            .Select(group => new DatasetResult(
                                group.Key,
                                [
                                    .. group.Select(run => Of(run, run.Method, options)),
                                    .. group.Where(run => run.Routes).Take(1).Select(run => Alone(run, options)),
                                ]
                            )),
                    ]
                );
        var notes = runs.GroupBy(run => run.Dataset)
            .Select(group => (Dataset: group.Key, Note: SharedTruth.Note([.. group])))
            .Where(one => one.Note is not null)
            .ToList();
        return new(
            table.Title,
            table.RowHeads,
            table.Groups,
            [.. table.Rows.Select(row => IsMixed(row) ? Plain(row) : row)],
            [.. table.OwnNotes, .. notes.Select(one => one.Note!), Agree, .. Unasked(runs)],
            RunValues.Counted
        );

        bool IsMixed(ResultRow row) => labelHeads.Count > 0 ? notes.Count > 0 : notes.Any(one => one.Dataset == row.Labels[0]);
    }

    private static ResultRow Plain(ResultRow row) => row with { Cells = [.. row.Cells.Select(cell => cell with { IsBest = false })] };

    private static IEnumerable<string> Unasked(IReadOnlyList<RunEvaluation> runs)
    {
        foreach (var run in runs.Where(run => run.Routes))
        {
            var unasked = run.Cases.Count(one => !IsAsked(one));
            if (unasked == run.Cases.Count)
                yield return $"{run.Method}: nobody was asked.";
            else if (unasked > 0)
                yield return FormattableString.Invariant(
                    $"{run.Method}: nobody was asked in {unasked} of {run.Cases.Count} cases, which count as full agreement of Expert."
                );
        }
    }

    /// <summary>One run's rates.</summary>
    public static MethodResult Of(RunEvaluation run, string method, BootstrapOptions? options) =>
        run.Routes
            ? new(
                method,
                Rates(run, one => one.System, options),
                Rates(run, one => one.ExpertOnly, options, IsAsked),
                Rates(run, one => one.ModelOnly, options, IsKept)
            )
            : new(method, Rates(run, one => one.ModelAlone, options));

    private static MethodResult Alone(RunEvaluation run, BootstrapOptions? options) =>
        new($"{run.Method}: model alone", Rates(run, one => one.ModelAlone, options));

    private static PerspectiveRates Rates(
        RunEvaluation run,
        Func<RoutedOverlaps, Overlap> of,
        BootstrapOptions? options,
        Func<CaseEvaluation, bool>? isThere = null
    )
    {
        // Where a network gave a region no pixel of any case, full agreement there would be no result.
        var seeds = run.Cases.Where(isThere ?? (_ => true)).Select(one => one.Seed).ToHashSet();
        return new(Value(rates => rates.Dice), Value(rates => rates.Jaccard), Value(rates => rates.Sensitivity));

        Measurement Value(Func<OverlapRates, double> rate) => RunValues.Of(run, one => seeds.Contains(one.Seed) ? rate(Mean(one, of)) : double.NaN, options);
    }

    private static bool IsAsked(CaseEvaluation one) => one.System.Deferred > 0;

    private static bool IsKept(CaseEvaluation one) => one.System.Deferred < 1;

    private static OverlapRates Mean(CaseEvaluation one, Func<RoutedOverlaps, Overlap> of) =>
        OverlapRates.Mean([.. one.Perspectives.Select(overlaps => of(overlaps).Rates())]);
}
