using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Reporting.Charts;
using DeferredSeg.Reporting.Tables;

namespace DeferredSeg.Reporting.Evaluations;

/// <summary>What a growing budget buys, by the router and by orders that need none, with as many pixels deferred of every image.</summary>
public static class BudgetTable
{
    /// <summary>Dice: a row for each budget, the routing without one first; null where nothing is routed.</summary>
    /// <param name="run">The run.</param>
    public static ResultTable? Of(RunEvaluation run)
    {
        if (!run.Routes)
            return null;
        var policies = Matched(run, BudgetMatch.Coverage);
        var rows = Budgets(run)
            .Select(budget => new ResultRow(
                [Text(budget)],
                [
                    RunValues.Of(run, one => one.Find(Routing(budget))!.Deferred).Cell(NumberFormat.Percent),
                    .. Marked([Routing(budget), .. policies.Select(policy => policy with { Budget = budget })]),
                ]
            ));
        return new(
            $"{run.Method} on {run.Dataset}: DSC at equal coverage",
            ["Budget"],
            [new("", ["Deferred"]), new("", ["routing"]), .. policies.Select(policy => new ColumnGroup("", [policy.Name]))],
            [.. rows],
            ["Two empty masks agree.", "The oracle knows the truth and is not compared."],
            RunValues.Counted
        );

        TableCell[] Marked(PolicyKey[] row) =>
            Rivals.Marked(run, row.Select(policy => RunValues.Of(run, RunValues.Dice(policy)).Cell(NumberFormat.Percent)), row, row[0]);
    }

    /// <summary>Paired differences of the routing to its rivals, by patient; null where nothing is routed.</summary>
    /// <param name="run">The run.</param>
    /// <param name="options">How intervals are made.</param>
    public static ResultTable? Differences(RunEvaluation run, BootstrapOptions options)
    {
        if (!run.Routes)
            return null;
        List<PolicyKey> rivals =
        [
            PolicyKey.Model,
            .. Matched(run, BudgetMatch.Coverage).Where(policy => policy.Order != "oracle"),
            .. Matched(run, BudgetMatch.Cost),
        ];
        var rows = Budgets(run)
            .Select(budget => new ResultRow(
                [Text(budget)],
                [
                    .. rivals.Select(policy =>
                        RunValues
                            .Difference(
                                run,
                                RunValues.Dice(Routing(budget)),
                                run,
                                RunValues.Dice(policy == PolicyKey.Model ? policy : policy with { Budget = budget }),
                                options
                            )
                            .Cell(NumberFormat.Percent)
                    ),
                ]
            ));
        return new(
            $"{run.Method} on {run.Dataset}: DSC of the routing minus …",
            ["Budget"],
            [.. rivals.Select(policy => new ColumnGroup("", [policy.Name]))],
            [.. rows],
            ["Paired over the same cases, intervals over patients."],
            RunValues.Counted
        );
    }

    /// <summary>Dice against cost; null where asking costs nothing.</summary>
    /// <param name="run">The run.</param>
    public static ResultTable? Costs(RunEvaluation run)
    {
        var rivals = Matched(run, BudgetMatch.Cost);
        if (rivals.Count == 0)
            return null;
        var rows = Budgets(run)
            .Select(budget => new ResultRow(
                [Text(budget)],
                [
                    RunValues.Of(run, one => one.Find(Routing(budget))!.Cost).Cell(new(4)),
                    RunValues.Of(run, RunValues.Dice(Routing(budget))).Cell(NumberFormat.Percent),
                    .. rivals.Select(policy => RunValues.Of(run, RunValues.Dice(policy with { Budget = budget })).Cell(NumberFormat.Percent)),
                ]
            ));
        return new(
            $"{run.Method} on {run.Dataset}: DSC at equal cost",
            ["Budget"],
            [new("", ["Cost a pixel"]), new("", ["routing"]), .. rivals.Select(policy => new ColumnGroup("", [policy.Name]))],
            [.. rows],
            [
                "Cost: of the routing's deferred pixels, per pixel of the image, in units of one wrong pixel. "
                    + "An order that reaches the whole image stays below that cost.",
            ],
            RunValues.Counted
        );
    }

    /// <summary>The routing with a budget.</summary>
    internal static PolicyKey Routing(double? budget) => PolicyKey.System with { Budget = budget };

    /// <summary>The budgets, none first.</summary>
    internal static IEnumerable<double?> Budgets(RunEvaluation run) => run.Budgets.Select(budget => (double?)budget).Prepend(null);

    /// <summary>What the routing is compared with, without a budget.</summary>
    internal static IReadOnlyList<PolicyKey> Matched(RunEvaluation run, BudgetMatch match) =>
        [.. run.Cases[0].Policies.Select(one => one.Policy).Where(one => one.Match == match && one.Budget is null)];

    private static string Text(double? budget) => Routing(budget).BudgetText;
}

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
                [.. BudgetTable.Matched(run, BudgetMatch.Coverage).Prepend(PolicyKey.System).Select(policy => Curve(run, policy, model, one => one.Deferred))],
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
        if (BudgetTable.Matched(run, BudgetMatch.Cost) is { Count: > 0 } rivals)
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
