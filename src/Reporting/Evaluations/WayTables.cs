using System.Globalization;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Reporting.Charts;
using DeferredSeg.Reporting.Tables;

namespace DeferredSeg.Reporting.Evaluations;

/// <summary>What painting, judging, choosing and clicking so many regions take and bring.</summary>
public static class WayTable
{
    /// <summary>What a choice, a click or a judgement costs against painting a region, for which tables and charts are made.</summary>
    internal static IReadOnlyList<double> Ratios { get; } = [0.1, 0.25, 0.5, 1];

    /// <summary>A row for each way and number of regions; null where ways are not compared.</summary>
    /// <param name="run">The run.</param>
    /// <param name="options">How intervals are made.</param>
    public static ResultTable? Of(RunEvaluation run, BootstrapOptions options)
    {
        if (run.Cases[0].Ways is not { } first)
            return null;
        var rows = first
            .Select((point, i) => (point, i))
            .Where(one => one.point.Wanted != 0)
            .Select(one => new ResultRow(
                [WayNames.Of(one.point.Way), one.point.Wanted?.ToString(CultureInfo.InvariantCulture) ?? "all"],
                [
                    RunValues.Of(run, item => item.Ways![one.i].Decisions).Cell(new(2)),
                    RunValues.Of(run, item => Dice(item.Ways![one.i]), options).Cell(NumberFormat.Percent),
                    .. Ratios.Select(ratio => RunValues.Of(run, item => Minutes(item.Ways![one.i], ratio, run.SecondsPerPainting)).Cell(new(2)) as TableCell),
                ]
            ));
        return new(
            $"{run.Method} on {run.Dataset}: the same regions, answered in several ways",
            ["Way", "Regions"],
            [
                new("", ["Acts"]),
                new("", ["DSC"]),
                new("Minutes, an act against a painting", [.. Ratios.Select(ratio => ratio.ToString("0.##", CultureInfo.InvariantCulture))]),
            ],
            [.. rows],
            [
                FormattableString.Invariant(
                    $"Of an image at most so many regions (routing:units), the most valuable first. An act is a painted region, a judgement, a choice or a click; "
                )
                    + FormattableString.Invariant(
                        $"a painting is taken to last {run.SecondsPerPainting:0.##} s (routing:units:secondsPerDecision), any other act that times the ratio."
                    ),
                FormattableString.Invariant(
                    $"The model alone has a DSC of {NumberFormat.Percent.Text(RunValues.Mean(run.Cases.Select(one => Dice(one.Ways![0]))))}."
                ),
            ],
            RunValues.Counted
        );
    }

    internal static double Dice(DecisionPoint point) => point.Classes.Average(overlap => overlap.Dice);

    internal static double Minutes(DecisionPoint point, double ratio, double seconds) =>
        point.Decisions * (WayNames.IsPainting(point.Way) ? 1 : ratio) * seconds / 60;
}

/// <summary>What each way takes for the same System dice.</summary>
public static class TimeTable
{
    private static readonly double[] _shares = [0.25, 0.5, 0.75, 0.9, 1];

    /// <summary>
    /// A row for each share of what painting all regions gains: the acts that each way takes to get there, and what an act may cost until painting is as fast;
    /// null where ways are not compared.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="options">How intervals over patients are made.</param>
    public static ResultTable? Of(RunEvaluation run, BootstrapOptions options)
    {
        if (run.Cases[0].Ways is null)
            return null;
        var curves = new WayCurves(run);
        var ways = curves.Ways.Where(way => !WayNames.IsPainting(way)).ToList();
        var rows = _shares.Select(share => new ResultRow(
            [NumberFormat.Percent.TextWithUnit(share)],
            [
                new NumberCell(curves.Goal(share), NumberFormat.Percent),
                new NumberCell(curves.Acts(WayNames.Painting, share), new(2)),
                .. ways.SelectMany(way => (TableCell[])[new NumberCell(curves.Acts(way, share), new(2)), Summary(curves.BreakEven(way, share, options))]),
            ]
        ));
        return new(
            $"{run.Method} on {run.Dataset}: what the same System DSC takes",
            ["Of painting's gain"],
            [new("", ["DSC"]), new("painting", ["acts"]), .. ways.Select(way => new ColumnGroup(WayNames.Of(way), ["acts", "may cost"]))],
            [.. rows],
            [
                "Acts an image, on mean curves, straight between the numbers of regions that were tried; - where a way never gets there. May cost: the cost of an "
                    + "act against that of painting a region below which the way is the faster one; at a ratio r its time is r / (may cost) of painting's.",
                FormattableString.Invariant($"Brackets: {options.Level * 100:0.#} % intervals over patients, over the draws in which painting gains anything."),
            ]
        );
    }

    private static SummaryCell Summary(Interval interval) => new(SampleSummary.Of([interval.Estimate]) with { Deviation = double.NaN }, new(2), interval);
}

/// <summary>System dice over a person's minutes.</summary>
public static class WayCharts
{
    /// <summary>A chart for each ratio of an act's cost to a painting's, and one of the time for half of the gain over that ratio; none where ways are not compared.</summary>
    /// <param name="run">The run.</param>
    public static IReadOnlyList<IChart> Of(RunEvaluation run)
    {
        if (run.Cases[0].Ways is not { } points)
            return [];
        var curves = new WayCurves(run);
        List<IChart> charts =
        [
            .. WayTable.Ratios.Select(ratio => new LineChart(
                FormattableString.Invariant($"System DSC over a person's time, an act costs {ratio:0.##} of a painting"),
                new("minutes an image", 0),
                new("DSC"),
                [
                    .. curves.Ways.Select(way => new LineSeries(
                        WayNames.Of(way),
                        [
                            .. points
                                .Select((point, i) => (point, i))
                                .Where(one => one.point.Way == way)
                                .Select(one => new ChartPoint(
                                    RunValues.Mean(run.Cases.Select(item => WayTable.Minutes(item.Ways![one.i], ratio, run.SecondsPerPainting))),
                                    RunValues.Mean(run.Cases.Select(item => WayTable.Dice(item.Ways![one.i])))
                                )),
                        ]
                    )),
                ]
            )),
        ];
        double[] ratios = [0, .. WayTable.Ratios];
        charts.Add(
            new LineChart(
                "Time for half of painting's gain, against painting",
                new("cost of an act against that of painting", 0),
                new("time against painting", 0),
                [
                    .. curves
                        .Ways.Where(way => !WayNames.IsPainting(way))
                        .Select(way => new LineSeries(
                            WayNames.Of(way),
                            [.. ratios.Select(ratio => new ChartPoint(ratio, ratio * curves.Acts(way, 0.5) / curves.Acts(WayNames.Painting, 0.5)))]
                        )),
                ]
            )
        );
        return charts;
    }
}

/// <summary>Ways as people read them.</summary>
internal static class WayNames
{
    public const string Painting = "annotate";

    public static bool IsPainting(string way) => way == Painting;

    public static string Of(string way) =>
        way switch
        {
            Painting => "painting",
            "judge" => "judging",
            "choose" => "choosing",
            "click" => "clicking",
            _ => way,
        };
}
