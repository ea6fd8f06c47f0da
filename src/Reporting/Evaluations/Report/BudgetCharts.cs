using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Reporting.Charts;

namespace DeferredSeg.Reporting.Evaluations.Report;

/// <summary>What a growing budget buys, as curves.</summary>
public static class BudgetCharts
{
    /// <summary>Dice over the deferred share, and over the cost where asking costs something; none where nothing is routed or no budget was measured.</summary>
    /// <param name="run">The run.</param>
    public static IReadOnlyList<IChart> Of(RunEvaluation run)
    {
        if (!run.Routes || run.Budgets.Count == 0)
            return [];
        var model = Mean(run, PolicyKey.Model, one => one.Rates(Deferral.Measures.EmptyMasks.Agree).Dice);
        List<IChart> charts =
        [
            new LineChart(
                "DSC over the deferred share",
                new("share of pixels that goes to experts", 0),
                new("DSC"),
                [.. BudgetTable.Rivals(run, BudgetMatch.Coverage).Prepend(PolicyKey.System).Select(policy => Curve(run, policy, model, one => one.Deferred))],
                Marks:
                [
                    new(
                        "the system without a budget",
                        new(
                            Mean(run, PolicyKey.System, one => one.Deferred),
                            Mean(run, PolicyKey.System, one => one.Rates(Deferral.Measures.EmptyMasks.Agree).Dice)
                        )
                    ),
                ]
            ),
        ];
        if (BudgetTable.Rivals(run, BudgetMatch.Cost) is { Count: > 0 } rivals)
            charts.Add(
                new LineChart(
                    "DSC over the cost",
                    new("cost, per pixel of the image", 0),
                    new("DSC"),
                    [.. rivals.Prepend(PolicyKey.System).Select(policy => Curve(run, policy, model, one => one.Cost))]
                )
            );
        return charts;
    }

    private static LineSeries Curve(RunEvaluation run, PolicyKey policy, double model, Func<PolicyResult, double> x) =>
        new(
            policy.Name,
            [
                new(0, model),
                .. run
                    .Budgets.Order()
                    .Select(budget => new ChartPoint(
                        Mean(run, policy with { Budget = budget }, x),
                        Mean(run, policy with { Budget = budget }, one => one.Rates(Deferral.Measures.EmptyMasks.Agree).Dice)
                    )),
            ]
        );

    private static double Mean(RunEvaluation run, PolicyKey policy, Func<PolicyResult, double> value) =>
        RunValues.Mean(run.Cases.Select(one => one.Find(policy) is { } found ? value(found) : double.NaN));
}
