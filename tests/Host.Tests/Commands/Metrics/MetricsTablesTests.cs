using DeferredSeg.Host.Commands.Metrics;

namespace DeferredSeg.Host.Tests.Commands.Metrics;

/// <summary>Each number of a table stands under its own head; every number is another.</summary>
public sealed class MetricsTablesTests
{
    [Fact]
    public void Masks()
    {
        var pairs = new Dictionary<string, Dictionary<string, object>>
        {
            ["a"] = new() { ["overlap"] = Overlap(0.1), ["surface_spacing_1_1"] = new SurfaceNumbers("normal", 1, 2, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5) },
        };
        string[] metrics =
        [
            "dice",
            "jaccard",
            "sensitivity",
            "specificity",
            "precision",
            "surface_spacing_1_1.hd95_max_directed",
            "surface_spacing_1_1.assd_pooled",
        ];
        var summary = metrics.Index().ToDictionary(metric => metric.Item, metric => new MetricSummary(1, metric.Index + 0.25, metric.Index + 0.75, 8, 9));

        var table = Read(new(pairs, null, null, null, summary)).Single();

        Assert.Equal(["Mask", "Dice", "Jaccard", "Sens.", "Spec.", "Prec.", "HD95", "ASSD"], table[0]);
        Assert.Equal(["a", "0.110", "0.120", "0.130", "0.140", "0.150", "3.500", "6.500"], table[1]);
        Assert.Equal(["mean", "0.250", "1.250", "2.250", "3.250", "4.250", "5.250", "6.250"], table[^2]);
        Assert.Equal(["std", "0.750", "1.750", "2.750", "3.750", "4.750", "5.750", "6.750"], table[^1]);
    }

    [Fact]
    public void A_routed_case()
    {
        var split = new SplitMetrics
        {
            Experts = 2,
            DeferralRate = 0.3,
            PerBranchRate = [0.7, 0.1, 0.2],
            System = Overlap(0.1),
            ExpertOnly = Overlap(0.2),
            ModelOnly = Overlap(0.3),
            ModelAlone = Overlap(0.4),
            ExpertsAlone = [Overlap(0.5), Overlap(0.6)],
            PerExpertRegion = [Overlap(0.7), Overlap(0.8)],
            RegionAccuracy = [1, 1, 1],
            Risk = new(0.9, 0.125, 0.25, 0.525),
            AtEqualCoverage = new Dictionary<string, BaselineNumbers> { ["entropy"] = new(0.35, Rates(0.05), 1, 2) },
            Policies = new Dictionary<string, BaselineNumbers> { ["majority"] = new(0.45, Rates(0.02), 1, 2) },
            Budgets = new Dictionary<string, BudgetNumbers> { ["random"] = new(Rates(0.9), 3, [new(0.05, Rates(0.3), 1, 2), new(0.125, Rates(0.2), 1, 2)]) },
        };

        var tables = Read(new(null, new Dictionary<string, SplitMetrics> { ["case"] = split }, null, null, null), out var output);

        Assert.Equal(
            [
                ["case", "Share", "Dice", "Jaccard", "Sens.", "Spec.", "Prec."],
                ["System", "100.0 %", "0.110", "0.120", "0.130", "0.140", "0.150"],
                ["Expert", "30.0 %", "0.210", "0.220", "0.230", "0.240", "0.250"],
                ["expert 1", "10.0 %", "0.710", "0.720", "0.730", "0.740", "0.750"],
                ["expert 2", "20.0 %", "0.810", "0.820", "0.830", "0.840", "0.850"],
                ["Model", "70.0 %", "0.310", "0.320", "0.330", "0.340", "0.350"],
                ["Model alone", "100.0 %", "0.410", "0.420", "0.430", "0.440", "0.450"],
                ["Expert 1 alone", "100.0 %", "0.510", "0.520", "0.530", "0.540", "0.550"],
                ["Expert 2 alone", "100.0 %", "0.610", "0.620", "0.630", "0.640", "0.650"],
                ["entropy, equal coverage", "35.0 %", "0.060", "0.070", "0.080", "0.090", "0.100"],
                ["majority", "45.0 %", "0.030", "0.040", "0.050", "0.060", "0.070"],
            ],
            tables[0]
        );
        Assert.Equal(
            [
                ["case: Dice by budget", "Area", "at 5 %", "at 12.5 %"],
                ["random", "0.910", "0.310", "0.210"],
            ],
            tables[1]
        );
        Assert.Contains("Risk 0.900: model 0.125, experts 0.250, cost 0.525.", output);
    }

    [Fact]
    public void Probabilities()
    {
        var calibration = new CalibrationMetrics(0.1, 0.2, [], 0.3, 0.4, [], 0.5, 0.6) { Recalibrated = new(0.15, 0.25, [], 0.35, 0.45, [], 0.55, 0.65) };

        var table = Read(new(null, null, new Dictionary<string, CalibrationMetrics> { ["a"] = calibration }, null, null)).Single();

        Assert.Equal(
            [
                ["Probabilities", "ECE, confidence", "ECE, foreground", "MCE, foreground", "Brier", "NLL"],
                ["a", "0.100", "0.300", "0.400", "0.500", "0.600"],
                ["a, recalibrated", "0.150", "0.350", "0.450", "0.550", "0.650"],
            ],
            table
        );
    }

    [Fact]
    public void Deferral()
    {
        var at = new Dictionary<string, double>
        {
            ["0.00"] = 0.1,
            ["0.10"] = 0.2,
            ["0.25"] = 0.3,
            ["0.50"] = 0.4,
            ["1.00"] = 0.5,
        };
        var curve = new CurveMetrics(10, 0.6, 0.8, at, at, 0.7);

        var table = Read(new(null, null, null, new Dictionary<string, CurveMetrics> { ["a"] = curve }, null)).Single();

        Assert.Equal(
            [
                ["Deferral", "Model alone", "10 %", "25 %", "50 %", "Expert alone", "Area", "random", "AURC"],
                ["a", "0.100", "0.200", "0.300", "0.400", "0.500", "0.600", "0.700", "0.800"],
            ],
            table
        );
    }

    private static IReadOnlyList<string[][]> Read(MetricsReport report) => Read(report, out _);

    private static IReadOnlyList<string[][]> Read(MetricsReport report, out string output) =>
        PrintedTable.Read(() => MetricsTables.Write(report, null), out output);

    private static OverlapNumbers Overlap(double from) => new(1, 2, 3, 4, Rates(from + 0.05), Rates(from));

    private static RateNumbers Rates(double from) => new(from + 0.01, from + 0.02, from + 0.03, from + 0.04, from + 0.05, from + 0.06);
}
