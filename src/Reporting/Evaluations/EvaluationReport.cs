using DeferredSeg.Engine.Training.Progress;
using DeferredSeg.Reporting.Charts;
using DeferredSeg.Reporting.Pictures;
using DeferredSeg.Reporting.Reports;

namespace DeferredSeg.Reporting.Evaluations;

/// <summary>
/// A run as a report: what it reached, how it was trained, what a budget buys, who is asked, its best and worst cases, and where the truth was used.
/// </summary>
public static class EvaluationReport
{
    /// <summary>Puts the report together.</summary>
    /// <param name="run">What was measured.</param>
    /// <param name="tables">Its tables.</param>
    /// <param name="networks">The networks' names and the log of their epochs.</param>
    /// <param name="panels">Cases worth a look.</param>
    /// <param name="ledger">The ledger in sentences.</param>
    /// <param name="facts">What a reader wants to know first, apart from dataset, cases and seeds.</param>
    /// <param name="versions">Versions of the product, plugins and packages.</param>
    /// <param name="configuration">The resolved configuration.</param>
    public static RunReport Of(
        RunEvaluation run,
        EvaluationTables tables,
        IReadOnlyList<(string Name, IReadOnlyList<EpochProgress> Epochs)> networks,
        IReadOnlyList<CasePanel> panels,
        IReadOnlyList<string> ledger,
        IReadOnlyList<ReportFact> facts,
        IReadOnlyList<ReportFact> versions,
        string configuration
    )
    {
        List<ReportSection> sections = [new("Results", [.. tables.In(TableSection.Results).Select(table => new TableBlock(table))])];
        if (BudgetCharts.Of(run) is { Count: > 0 } budgets)
            sections.Add(new("What a budget buys", [new ChartsBlock(budgets), .. tables.In(TableSection.Budgets).Select(table => new TableBlock(table))]));
        if (run.Routes)
            sections.Add(new("Who is asked", [new ChartsBlock([Workload(run)]), .. tables.In(TableSection.Routing).Select(table => new TableBlock(table))]));
        sections.Add(new("Calibration", [new ChartsBlock([.. Reliabilities(run)])]));
        if (panels.Count > 0)
            sections.Add(new("Cases", [new ParagraphBlock("The cases of the first network with the highest and the lowest System DSC."), .. panels]));
        if (TrainingCharts.Of(networks, run) is { Count: > 0 } curves)
            sections.Add(new("Training", [new ChartsBlock(curves)]));
        sections.Add(new("Where the truth was used", [new ListBlock(ledger)]));
        var (cases, patients) = (run.Cases.Select(one => one.Case).Distinct().Count(), run.Cases.Select(one => one.Patient).Distinct().Count());
        return new(
            $"{run.Method} on {run.Dataset}",
            [
                new("Dataset", run.Dataset),
                new("Cases", FormattableString.Invariant($"{cases} of {patients} patients, {run.Part}")),
                new("Seeds", string.Join(", ", run.Seeds)),
                new("Experts", run.Routes ? string.Join(", ", run.Experts) : "none, the model alone"),
                .. facts,
            ],
            sections,
            versions,
            configuration
        );
    }

    private static BarChart Workload(RunEvaluation run) =>
        new(
            "Share of pixels that each expert gets",
            [
                .. run.Experts.Select(
                    (expert, j) =>
                        new ChartBar(
                            expert,
                            RunValues.Mean(run.Cases.Select(one => one.Channels[j + 1].Hard)),
                            RoutingPalette.Expert(j + 1),
                            run.Costs[j] > 0 ? FormattableString.Invariant($"cost {run.Costs[j]:0.###} a pixel") : null
                        )
                ),
            ],
            NumberFormat.Percent
        );

    private static IEnumerable<IChart> Reliabilities(RunEvaluation run)
    {
        yield return new ReliabilityChart("The model's probability of foreground", Reliability.Merged(run.Cases.Select(one => one.Foreground)));
        for (var channel = 0; channel < (run.Routes ? run.Experts.Count + 1 : 0); channel++)
        {
            var c = channel;
            yield return new ReliabilityChart(
                $"Routing probability against being right: {(c == 0 ? "model" : run.Experts[c - 1])}",
                Reliability.Merged(run.Cases.Select(one => one.Channels[c].Reliability))
            );
        }
    }
}
