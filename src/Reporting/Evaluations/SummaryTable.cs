using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Reporting.Tables;

namespace DeferredSeg.Reporting.Evaluations;

/// <summary>The few numbers that one wants first: the system, and what its parts reach alone.</summary>
public static class SummaryTable
{
    /// <summary>A row for the system and for each part alone, narrow enough for a terminal.</summary>
    /// <param name="run">The run.</param>
    /// <param name="options">How intervals are made.</param>
    public static ResultTable Of(RunEvaluation run, BootstrapOptions options)
    {
        var system = RunValues.System(run);
        List<(string Name, PolicyKey Policy)> parts = [];
        if (run.Routes)
            parts.Add(("System: model and experts", system));
        parts.Add(("Model alone", PolicyKey.Model));
        if (Rivals.Has(run, Rivals.Adapted))
            parts.Add(("Adapted model, nobody asked", Rivals.Adapted));
        if (run.Routes)
        {
            var uncertainty = Rivals.Uncertainty(run);
            var strongest = uncertainty.MaxBy(policy => RunValues.Of(run, RunValues.Dice(policy)).Summary.Mean);
            parts.AddRange(
                uncertainty
                    .Where(policy => policy == strongest || policy == Rivals.AsMany(run, policy.Order))
                    .Select(policy => ($"By doubt: {Rivals.Words(run, policy)}", policy))
            );
            if (Rivals.Has(run, Rivals.AdaptedDoubt(run)))
                parts.Add(("By doubt, on the adapted model", Rivals.AdaptedDoubt(run)));
        }
        parts.AddRange(run.Experts.Select(expert => ($"{expert} alone", Rivals.Expert(expert))));
        if (run.Experts.Count > 1)
            parts.Add(("Majority of experts", new("majority")));
        PolicyKey[] policies = [.. parts.Select(part => part.Policy)];
        var dice = Rivals.Marked(run, policies.Select(policy => Cell(run, RunValues.Dice(policy))), policies, system);
        List<ResultRow> rows = [.. parts.Select((part, place) => new ResultRow([part.Name], [dice[place], Cell(run, Asked(part.Policy)), Minus(part.Policy)]))];
        return new(
            $"{run.Method} on {run.Dataset}, {run.Part}",
            [""],
            [new("", ["DSC"]), new("", ["Pixels asked"]), new("", ["System minus it"])],
            rows,
            run.Routes
                ?
                [
                    "DSC: overlap with the truth, 100 is perfect; two empty masks agree. Pixels asked: the share that goes to experts.",
                    "By doubt: as many pixels as the system asks about, those where the model alone is in doubt.",
                    Rivals.Rule,
                ]
                : ["DSC: overlap with the truth, 100 is perfect; two empty masks agree."],
            RunValues.Counted
        );

        TableCell Minus(PolicyKey policy) =>
            policy == system
                ? new TextCell("")
                : RunValues.Difference(run, RunValues.Dice(system), run, RunValues.Dice(policy), options).Cell(NumberFormat.Percent);
    }

    private static Func<CaseEvaluation, double> Asked(PolicyKey policy) => one => one.Find(policy)?.Deferred ?? double.NaN;

    private static SummaryCell Cell(RunEvaluation run, Func<CaseEvaluation, double> value) => RunValues.Of(run, value).Cell(NumberFormat.Percent);
}
