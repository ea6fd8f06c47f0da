using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Reporting.Tables;

namespace DeferredSeg.Reporting.Evaluations;

/// <summary>Whole volumes: surfaces in millimetres, and the dice of all volumes' voxels at once.</summary>
public static class SurfaceTable
{
    /// <summary>A row for the model alone and one for the system; null where no case is a volume of known spacing.</summary>
    /// <param name="run">The run.</param>
    public static ResultTable? Of(RunEvaluation run)
    {
        if (run.Cases.All(one => one.Surfaces.Count == 0))
            return null;
        List<(string Name, string Who, PolicyKey Policy)> rows = [("Model alone", SurfaceResult.Model, PolicyKey.Model)];
        if (run.Routes)
            rows.Add(("System: model and experts", SurfaceResult.System, PolicyKey.System));
        var absent = run.Cases.Sum(one => one.Surfaces.Count(surface => surface.Hausdorff95 is null));
        return new(
            $"{run.Method} on {run.Dataset}, {run.Part}: volumes",
            [""],
            [new("", ["DSC"]), new("", ["DSC, pooled"]), new("", ["NSD"]), new("", ["HD95, mm"]), new("", ["ASSD, mm"])],
            [
                .. rows.Select(row => new ResultRow(
                    [row.Name],
                    [
                        RunValues.Of(run, RunValues.Dice(row.Policy)).Cell(NumberFormat.Percent),
                        new Measurement(Pooled(run, row.Policy)).Cell(NumberFormat.Percent),
                        RunValues.Of(run, Mean(row.Who, one => one.SurfaceDice)).Cell(NumberFormat.Percent),
                        RunValues.Of(run, Mean(row.Who, one => one.Hausdorff95)).Cell(Millimetres),
                        RunValues.Of(run, Mean(row.Who, one => one.Average)).Cell(Millimetres),
                    ]
                )),
            ],
            [
                "Means over volumes and classes; pooled: of all volumes' voxels at once. NSD: the share of both surfaces within the tolerance of the other.",
                .. absent == 0
                    ? (string[])[]
                    : [$"{absent} masks have no distance, since one of mask and truth is empty there, and are left out of HD95 and ASSD."],
            ],
            RunValues.Counted
        );
    }

    private static NumberFormat Millimetres { get; } = new(2);

    private static Func<CaseEvaluation, double> Mean(string who, Func<SurfaceResult, double?> value) =>
        one => RunValues.Mean(one.Surfaces.Where(surface => surface.Who == who).Select(surface => value(surface) ?? double.NaN));

    // Counts of all volumes, class by class; a seed each.
    private static SampleSummary Pooled(RunEvaluation run, PolicyKey policy) =>
        SampleSummary.Of([
            .. run
                .Cases.GroupBy(one => one.Seed)
                .OrderBy(group => group.Key)
                .Select(group =>
                {
                    var cases = group.Select(one => one.Find(policy)!.Classes).ToList();
                    return Enumerable.Range(0, cases[0].Count).Average(k => cases.Select(classes => classes[k]).Aggregate((sum, one) => sum + one).Dice);
                }),
        ]);
}
