using DeferredSeg.Deferral.Measures;
using DeferredSeg.Reporting.Tables;

namespace DeferredSeg.Reporting.Tests.Tables;

internal static class TableSamples
{
    /// <summary>Every kind of cell, names with every special character, and what is not defined.</summary>
    public static ResultTable EveryKind { get; } =
        new(
            "Cases of <b>\"a, b\"</b> & | more",
            ["Patient", "Case"],
            [new("", ["state"]), new("DSC", ["System", "Model"]), new("pixels", [""])],
            [
                new(
                    ["p1", "a,b\"c"],
                    [
                        new TextCell("ok"),
                        new SummaryCell(new(0.5, 0.125, 4, 0), NumberFormat.Percent, new Interval(0.5, 0.25, 0.75, 0.95, 4, 0, 3)) { IsBest = true },
                        new SummaryCell(new(0.25, double.NaN, 1, 3), NumberFormat.Percent),
                        new NumberCell(12, NumberFormat.Whole),
                    ]
                ),
                new(
                    ["p1", "<script>"],
                    [
                        new TextCell("*not*\r\nthere|"),
                        new TextCell("-"),
                        new SummaryCell(
                            new(double.NaN, double.NaN, 0, 4),
                            NumberFormat.Percent,
                            new Interval(double.NaN, double.NaN, double.NaN, 0.95, 0, 4, 0)
                        ),
                        new NumberCell(double.NaN, NumberFormat.Whole),
                    ]
                ),
            ],
            ["A note with [link](x)."]
        );
}
