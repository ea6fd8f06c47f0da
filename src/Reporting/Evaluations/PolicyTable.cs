using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Reporting.Results;
using DeferredSeg.Reporting.Tables;
using DeferredSeg.Reporting.Text;

namespace DeferredSeg.Reporting.Evaluations;

/// <summary>The system beside what needs no router: the model, each expert, votes, and a routing that knows the truth.</summary>
public static class PolicyTable
{
    private static readonly NumberFormat _risk = new(4);

    /// <summary>A row for each policy, with both conventions for empty masks, coverage, cost and risk, and the paired difference of the system.</summary>
    /// <param name="run">The run.</param>
    /// <param name="options">How intervals are made.</param>
    public static ResultTable Of(RunEvaluation run, BootstrapOptions options)
    {
        var system = RunValues.System(run);
        IEnumerable<PolicyKey> own = run.Cases[0]
            .Policies.Select(one => one.Policy)
            .Where(one => one is { Match: BudgetMatch.Own, Budget: null } && one != system);
        var beside = run.Cases[0].Policies.Select(one => one.Policy).Where(one => one is { Match: not BudgetMatch.Own, Budget: null });
        var rows = new[] { system }
            .Concat(own)
            .Concat(beside)
            .Select(policy => new ResultRow(
                [policy == system && run.Routes ? "System" : policy.Name],
                [
                    Cell(RunValues.Of(run, RunValues.Dice(policy), options), NumberFormat.Percent),
                    Cell(RunValues.Of(run, RunValues.Dice(policy, EmptyMasks.Undefined)), NumberFormat.Percent),
                    Cell(RunValues.Of(run, RunValues.Rate(policy, rates => rates.Jaccard)), NumberFormat.Percent),
                    Cell(RunValues.Of(run, RunValues.Rate(policy, rates => rates.Sensitivity)), NumberFormat.Percent),
                    Cell(RunValues.Of(run, one => one.Find(policy)?.Deferred ?? double.NaN), NumberFormat.Percent),
                    Cell(RunValues.Of(run, one => one.Find(policy)?.Risk ?? double.NaN), _risk),
                    policy == system
                        ? new TextCell("")
                        : Cell(RunValues.Difference(run, RunValues.Dice(system), run, RunValues.Dice(policy), options), NumberFormat.Percent),
                ]
            ));
        return new(
            $"{run.Method} on {run.Dataset}: the system and its rivals",
            ["Policy"],
            [
                new("", ["DSC"]),
                new("", ["DSC, empty left out"]),
                new("", ["Jaccard"]),
                new("", ["Sens."]),
                new("", ["Deferred"]),
                new("", ["Risk"]),
                new("", ["System minus it"]),
            ],
            [.. rows],
            [
                "DSC: two empty masks agree. Empty left out: cases where both masks are empty do not count.",
                "Orders without a router (entropy, random, oracle) defer as many pixels of each image as the system does, or as many as cost the same.",
                "Risk: wrong pixels and costs, per pixel (Eq. 1); votes ask all experts about all pixels.",
            ]
        );
    }

    internal static SummaryCell Cell(Measurement one, NumberFormat format) => new(one.Summary, format, one.Interval);
}
