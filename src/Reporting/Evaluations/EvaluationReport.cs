using DeferredSeg.Engine.Training.Progress;
using DeferredSeg.Reporting.Charts;
using DeferredSeg.Reporting.Pictures;
using DeferredSeg.Reporting.Reports;

namespace DeferredSeg.Reporting.Evaluations;

/// <summary>
/// A run as a report. First what came out, in a sentence, three cases and one table; folded below everything else: all tables, how it was trained, what a
/// budget buys, who is asked, further cases, and where the truth was used.
/// </summary>
public static class EvaluationReport
{
    /// <summary>Puts the report together.</summary>
    /// <param name="run">What was measured.</param>
    /// <param name="tables">Its tables.</param>
    /// <param name="networks">The networks' names and the log of their epochs.</param>
    /// <param name="telling">The cases that tell what came out.</param>
    /// <param name="further">Further cases worth a look.</param>
    /// <param name="ledger">The ledger in sentences.</param>
    /// <param name="facts">What else a reader may want to know, apart from dataset, cases and seeds.</param>
    /// <param name="versions">Versions of the product, plugins and packages.</param>
    /// <param name="configuration">The resolved configuration.</param>
    public static RunReport Of(
        RunEvaluation run,
        EvaluationTables tables,
        IReadOnlyList<(string Name, IReadOnlyList<EpochProgress> Epochs)> networks,
        IReadOnlyList<CasePanel> telling,
        IReadOnlyList<CasePanel> further,
        IReadOnlyList<string> ledger,
        IReadOnlyList<ReportFact> facts,
        IReadOnlyList<ReportFact> versions,
        string configuration
    )
    {
        List<ReportSection> sections = [];
        if (telling.Count > 0)
            sections.Add(new("Examples", [Reading(run, networks.Count), new CaseGallery(telling)]));
        sections.Add(new("In numbers", Tables(TableSection.Summary)));
        Fold("All policies", Tables(TableSection.Results));
        if (BudgetCharts.Of(run) is { Count: > 0 } budgets)
            Fold("What a budget buys", [new ChartsBlock(budgets), .. Tables(TableSection.Budgets)]);
        if (WayCharts.Of(run) is { Count: > 0 } ways)
            Fold("Painting, judging, choosing and clicking", [new ChartsBlock(ways), .. Tables(TableSection.Ways)]);
        if (run.Routes)
            Fold("Who is asked", [new ChartsBlock([Workload(run)]), .. Tables(TableSection.Routing)]);
        Fold("Calibration", [new ChartsBlock([.. Reliabilities(run)])]);
        if (further.Count > 0)
            Fold("Further cases", [new ParagraphBlock("The cases of the first network with the highest and the lowest System DSC."), .. further]);
        if (TrainingCharts.Of(networks, run) is { Count: > 0 } curves)
            Fold("Training", [new ChartsBlock(curves)]);
        Fold("Where the truth was used", [new ListBlock(ledger)]);
        var (cases, patients) = (run.Cases.Select(one => one.Case).Distinct().Count(), run.Cases.Select(one => one.Patient).Distinct().Count());
        Fold(
            "What was measured",
            [
                new FactsBlock([
                    new("Dataset", run.Dataset),
                    new("Cases", FormattableString.Invariant($"{cases} of {patients} patients, {run.Part}")),
                    new("Seeds", string.Join(", ", run.Seeds)),
                    new("Experts", run.Routes ? string.Join(", ", run.Experts) : "none, the model alone"),
                    .. facts,
                ]),
            ]
        );
        return new($"{run.Method} on {run.Dataset}", [], sections, versions, configuration) { Conclusion = tables.Conclusions[0] };

        IReadOnlyList<IReportBlock> Tables(TableSection section) => [.. tables.In(section).Select(table => new TableBlock(table))];

        void Fold(string title, IReadOnlyList<IReportBlock> blocks) => sections.Add(new(title, blocks) { IsFolded = true });
    }

    private static ParagraphBlock Reading(RunEvaluation run, int networks) =>
        new(
            (
                run.Routes
                    ? "Who answers: the model where no colour lies. System: what comes out of model and experts."
                    : "The model's outline next to the true one."
            ) + (networks > 1 ? FormattableString.Invariant($" Pictures of the first of {networks} networks.") : "")
        );

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
        for (var channel = 0; channel < (run.Routes && run.StatesBeingRight ? run.Experts.Count + 1 : 0); channel++)
        {
            var c = channel;
            yield return new ReliabilityChart(
                $"Stated probability of being right: {(c == 0 ? "model" : run.Experts[c - 1])}",
                Reliability.Merged(run.Cases.Select(one => one.Channels[c].Reliability))
            );
        }
    }
}
