using DeferredSeg.Deferral.Measures;
using DeferredSeg.Formats.Images;
using DeferredSeg.Reporting.Charts;
using DeferredSeg.Reporting.Pictures;
using DeferredSeg.Reporting.Reports;
using DeferredSeg.Reporting.Tables;
using DeferredSeg.Reporting.Tests.Results;

namespace DeferredSeg.Reporting.Tests.Reports;

internal static class SampleReports
{
    public static RunReport Small() =>
        new(
            "DeferredSeg on phantoms",
            [new("Dataset", "phantom"), new("Seed", "7")],
            [
                new(
                    "Curves",
                    [
                        new ChartsBlock([
                            new LineChart(
                                "Loss",
                                new("epoch", WholeNumbers: true),
                                new("loss", 0),
                                [new("total", [new(1, 1.5), new(2, 0.75), new(3, 0.5)]), new("DC", [new(1, 1), new(2, 0.5), new(3, 0.25)])]
                            ),
                            new LineChart(
                                "Load of expert A",
                                new("epoch", WholeNumbers: true),
                                new("rho", 0),
                                [new("rho", [new(1, 0.4), new(2, 0.3), new(3, 0.25)])],
                                [new("bounds", 0.15, 0.35)]
                            ),
                        ]),
                    ]
                ),
                new("Results", [new TableBlock(PerspectiveTable.ByMethod("Methods", [PaperResults.Prostate]))]),
                new(
                    "Budget",
                    [
                        new ChartsBlock([
                            new LineChart(
                                "System Dice over budget",
                                new("deferred pixels (%)", 0, 100),
                                new("Dice (%)"),
                                [new("random", [new(0, 80), new(100, 95)]), new("entropy", [new(0, 80), new(50, 94), new(100, 95)])],
                                null,
                                [new("this run", new(12.5, 91.25))]
                            ),
                        ]),
                    ]
                ),
                new("Calibration", [new ChartsBlock([new ReliabilityChart("Model is right", new Calibration([new(10, 0.25, 0.5), new(90, 0.9, 0.8)]))])]),
                new(
                    "Workload",
                    [new ChartsBlock([new BarChart("Pixels", [new("model", 0.75), new("Ann", 0.25, RoutingPalette.Expert(1), "12 s")], NumberFormat.Percent)])]
                ),
                new("Cases", [Panel("case-1")]),
                new("Ground truth", [new ListBlock(["The reference contains the expert in 0 of 3 cases."]), new ParagraphBlock("Nothing else is known.")]),
            ],
            [new("DeferredSeg.Host", "0.1.0")],
            "{\n  \"seed\": 7\n}"
        );

    /// <summary>A report whose every text is an attack or damaged.</summary>
    public static RunReport Hostile(string name) =>
        new(
            name,
            [new(name, name)],
            [
                new(name, [new ParagraphBlock(name), new ListBlock([name]), new TextBlock(name), new FactsBlock([new(name, name)])]),
                new(
                    name,
                    [
                        new TableBlock(PerspectiveTable.ByMethod(name, [new(name, [new(name, PaperResults.Rates((1, 1), (1, 1), (1, 1)))])])),
                        new TableBlock(PerspectiveTable.ByMetric(name, [name], [new([name], PaperResults.Prostate.Methods[2])])),
                    ]
                ),
                new(
                    name,
                    [
                        new ChartsBlock([
                            new LineChart(name, new(name), new(name), [new(name, [new(0, 1)])], [new(name, 0, 1)], [new(name, new(0, 1))]),
                            new ReliabilityChart(name, new Calibration([new(1, 0.5, 0.5)])),
                            new BarChart(name, [new(name, 1, null, name)], new NumberFormat(1, 1, name)),
                        ]),
                    ]
                ),
                new(name, [Panel(name)]),
            ],
            [new(name, name)],
            name
        );

    private static CasePanel Panel(string name) =>
        CasePanel.Of(
            name,
            new(
                new RasterImage(2, 3, 1, 8, [0, 50, 100, 150, 200, 250]),
                [
                    [0, 1, 1, 0, 1, 1],
                ],
                [
                    [1, 1, 1, 0, 0, 1],
                ],
                [0, 1, 0, 2, 0, 0],
                [
                    [0, 1, 1, 0, 0, 1],
                ],
                [name, "Bo"]
            ),
            [new(name, "0.91")]
        );
}
