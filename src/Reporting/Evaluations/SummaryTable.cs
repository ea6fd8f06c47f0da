using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Reporting.Tables;

namespace DeferredSeg.Reporting.Evaluations;

/// <summary>The few numbers that one wants first: System, Expert and Model, and what the parts reach alone.</summary>
public static class SummaryTable
{
    /// <summary>A row for each perspective and for each part alone, narrow enough for a terminal.</summary>
    /// <param name="run">The run.</param>
    public static ResultTable Of(RunEvaluation run)
    {
        List<ResultRow> rows = [];
        if (run.Routes)
        {
            rows.Add(Perspective("System", run, one => one.System, one => 1));
            rows.Add(Perspective("  Expert, on the pixels deferred", run, one => one.ExpertOnly, one => one.System.Deferred));
            rows.Add(Perspective("  Model, on the pixels kept", run, one => one.ModelOnly, one => 1 - one.System.Deferred));
        }
        rows.Add(Policy("Model alone", run, PolicyKey.Model));
        var adapted = new PolicyKey(PolicyKey.Adapted);
        if (run.Cases.Any(one => one.Find(adapted) is not null))
            rows.Add(Policy("Adapted model, nobody asked", run, adapted));
        foreach (var expert in run.Experts)
            rows.Add(Policy($"{expert} alone", run, new("expert", expert)));
        if (run.Experts.Count > 1)
            rows.Add(Policy("Majority of experts", run, new("majority")));
        if (run.Routes)
        {
            PolicyKey Order(PixelOrder order) => new(PolicyKey.Of(order), run.Experts.Count == 1 ? run.Experts[0] : "chosen", BudgetMatch.Coverage);
            rows.Add(Policy("Least certain pixels, as many", run, Order(PixelOrder.Entropy)));
            // Of networks that give several answers.
            if (run.Cases.Any(one => one.Find(Order(PixelOrder.Spread)) is not null))
                rows.Add(Policy("Most spread out pixels, as many", run, Order(PixelOrder.Spread)));
        }
        return new(
            $"{run.Method} on {run.Dataset}, {run.Part}",
            [""],
            [new("", ["DSC"]), new("", ["Jaccard"]), new("", ["Sens."]), new("", ["Pixels"])],
            rows,
            ["Pixels: the share that is measured, or that goes to experts. Two empty masks agree."]
        );
    }

    private static ResultRow Perspective(string name, RunEvaluation run, Func<RoutedOverlaps, Overlap> of, Func<CaseEvaluation, double> pixels) =>
        Row(name, run, rate => one => RunValues.Mean(one.Perspectives.Select(overlaps => rate(of(overlaps).Rates()))), pixels);

    private static ResultRow Policy(string name, RunEvaluation run, PolicyKey policy) =>
        Row(name, run, rate => RunValues.Rate(policy, rate), one => one.Find(policy)?.Deferred ?? double.NaN);

    private static ResultRow Row(
        string name,
        RunEvaluation run,
        Func<Func<OverlapRates, double>, Func<CaseEvaluation, double>> value,
        Func<CaseEvaluation, double> pixels
    ) =>
        new(
            [name],
            [Cell(run, value(rates => rates.Dice)), Cell(run, value(rates => rates.Jaccard)), Cell(run, value(rates => rates.Sensitivity)), Cell(run, pixels)]
        );

    private static SummaryCell Cell(RunEvaluation run, Func<CaseEvaluation, double> value) => RunValues.Of(run, value).Cell(NumberFormat.Percent);
}
