using System.Globalization;
using Spectre.Console;

namespace DeferredSeg.Host.Commands.Metrics;

/// <summary>What was measured as tables, one for each kind.</summary>
internal static class MetricsTables
{
    public static void Write(MetricsReport report, string? output)
    {
        if (report.Pairs is { } pairs)
            Pairs(pairs, report.Summary);
        foreach (var (name, split) in report.Splits ?? new Dictionary<string, SplitMetrics>())
            Split(name, split);
        if (report.Calibration is { } calibration)
        {
            var table = Table("Probabilities", "ECE, confidence", "ECE, foreground", "MCE, foreground", "Brier", "NLL");
            foreach (var (name, one) in calibration)
                table.AddRow(
                    name.EscapeMarkup(),
                    Number(one.EceConfidence),
                    Number(one.EceForeground),
                    Number(one.MceForeground),
                    Number(one.Brier),
                    Number(one.Nll)
                );
            foreach (var (name, one) in calibration)
                if (one.Recalibrated is { } after)
                    table.AddRow(
                        $"{name.EscapeMarkup()}, recalibrated",
                        Number(after.EceConfidence),
                        Number(after.EceForeground),
                        Number(after.MceForeground),
                        Number(after.Brier),
                        Number(after.Nll)
                    );
            AnsiConsole.Write(table);
        }
        if (report.Curves is { } curves)
        {
            var table = Table("Deferral", "Model alone", "10 %", "25 %", "50 %", "Expert alone", "Area", "random", "AURC");
            foreach (var (name, one) in curves)
                table.AddRow(
                    name.EscapeMarkup(),
                    Number(one.SystemAccuracyAt["0.00"]),
                    Number(one.SystemAccuracyAt["0.10"]),
                    Number(one.SystemAccuracyAt["0.25"]),
                    Number(one.SystemAccuracyAt["0.50"]),
                    Number(one.SystemAccuracyAt["1.00"]),
                    Number(one.Area),
                    Number(one.RandomArea),
                    Number(one.SelectiveRisk)
                );
            AnsiConsole.Write(table);
        }
        foreach (var note in report.Notes ?? [])
            Console.WriteLine(note);
        if (output is not null)
            Console.WriteLine($"Written to {output}.");
    }

    private static void Pairs(IReadOnlyDictionary<string, Dictionary<string, object>> pairs, IReadOnlyDictionary<string, MetricSummary>? summary)
    {
        var spacing = pairs.Values.First().Keys.First(key => key != "overlap");
        var table = Table("Mask", "Dice", "Jaccard", "Sens.", "Spec.", "Prec.", "HD95", "ASSD");
        foreach (var (name, numbers) in pairs)
        {
            var (rates, surface) = (((OverlapNumbers)numbers["overlap"]).ByConvention, (SurfaceNumbers)numbers.First(one => one.Key != "overlap").Value);
            table.AddRow(
                name.EscapeMarkup(),
                Number(rates.Dice),
                Number(rates.Jaccard),
                Number(rates.Sensitivity),
                Number(rates.Specificity),
                Number(rates.Precision),
                Number(surface.Hausdorff95),
                Number(surface.Average)
            );
        }
        if (summary is not null)
        {
            string[] metrics = ["dice", "jaccard", "sensitivity", "specificity", "precision", $"{spacing}.hd95_max_directed", $"{spacing}.assd_pooled"];
            table.AddEmptyRow();
            table.AddRow(["mean", .. metrics.Select(name => Number(summary.GetValueOrDefault(name)?.Mean))]);
            table.AddRow(["std", .. metrics.Select(name => Number(summary.GetValueOrDefault(name)?.Std))]);
        }
        AnsiConsole.Write(table);
    }

    private static void Split(string name, SplitMetrics split)
    {
        var table = Table(name, "Share", "Dice", "Jaccard", "Sens.", "Spec.", "Prec.");
        Row(table, "System", 1, split.System.ByConvention);
        Row(table, "Expert", split.DeferralRate, split.ExpertOnly.ByConvention);
        for (var expert = 0; expert < split.PerExpertRegion.Count && split.Experts > 1; expert++)
            Row(table, FormattableString.Invariant($"  expert {expert + 1}"), split.PerBranchRate[expert + 1], split.PerExpertRegion[expert].ByConvention);
        Row(table, "Model", 1 - split.DeferralRate, split.ModelOnly.ByConvention);
        Row(table, "Model alone", 1, split.ModelAlone.ByConvention);
        for (var expert = 0; expert < split.ExpertsAlone.Count; expert++)
            Row(table, FormattableString.Invariant($"Expert {expert + 1} alone"), 1, split.ExpertsAlone[expert].ByConvention);
        foreach (var (baseline, one) in split.AtEqualCoverage ?? new Dictionary<string, BaselineNumbers>())
            Row(table, $"{baseline}, equal coverage", one.Share, one.System);
        foreach (var (baseline, one) in split.Policies ?? new Dictionary<string, BaselineNumbers>())
            Row(table, baseline, one.Share, one.System);
        AnsiConsole.Write(table);
        if (split.Budgets is { } budgets)
            Budgets(name, budgets);
        Console.WriteLine(
            $"Risk {Number(split.Risk.Total)}: model {Number(split.Risk.ModelError)}, experts {Number(split.Risk.ExpertError)}, cost {Number(split.Risk.Cost)}."
        );
    }

    private static void Budgets(string name, IReadOnlyDictionary<string, BudgetNumbers> budgets)
    {
        var shares = budgets.Values.First().Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"at {100 * point.Share:0.#} %"));
        var table = Table($"{name}: Dice by budget", ["Area", .. shares]);
        foreach (var (order, one) in budgets)
            table.AddRow([order, Number(one.Area.Dice), .. one.Points.Select(point => Number(point.System.Dice))]);
        AnsiConsole.Write(table);
    }

    private static void Row(Table table, string name, double share, RateNumbers rates) =>
        table.AddRow(
            name.EscapeMarkup(),
            string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %"),
            Number(rates.Dice),
            Number(rates.Jaccard),
            Number(rates.Sensitivity),
            Number(rates.Specificity),
            Number(rates.Precision)
        );

    private static Table Table(string first, params string[] columns)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn(first.EscapeMarkup());
        foreach (var column in columns)
            table.AddColumn(new TableColumn(column).RightAligned());
        return table;
    }

    private static string Number(double? value) => value is { } number ? string.Create(CultureInfo.InvariantCulture, $"{number:0.000}") : "-";
}
