using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Reporting.Tables;
using DeferredSeg.Reporting.Text;

namespace DeferredSeg.Reporting.Evaluations;

/// <summary>Whether there is anything, and where its outline runs, told apart: a dice over cases with empty masks mixes the two.</summary>
public static class ExistenceTable
{
    /// <summary>A row for each policy; null where every truth has foreground.</summary>
    /// <param name="run">The run.</param>
    /// <param name="options">How intervals are made.</param>
    public static ResultTable? Of(RunEvaluation run, BootstrapOptions options)
    {
        if (run.Cases.All(one => one.Policies[0].Classes.All(HasTruth)))
            return null;
        var system = RunValues.System(run);
        IEnumerable<PolicyKey> policies = run.Cases[0]
            .Policies.Select(one => one.Policy)
            .Where(one => one is { Match: BudgetMatch.Own, Budget: null } && one != system)
            .Prepend(system);
        var rows = policies.Select(policy => new ResultRow(
            [policy == system && run.Routes ? "System" : policy.Name],
            [
                PolicyTable.Cell(
                    RunValues.Of(run, one => Share(one, policy, _ => true, overlap => HasTruth(overlap) == HasAnswer(overlap)), options),
                    NumberFormat.Percent
                ),
                PolicyTable.Cell(RunValues.Of(run, one => Share(one, policy, HasTruth, HasAnswer)), NumberFormat.Percent),
                PolicyTable.Cell(
                    RunValues.Of(run, one => Share(one, policy, overlap => !HasTruth(overlap), overlap => !HasAnswer(overlap))),
                    NumberFormat.Percent
                ),
                PolicyTable.Cell(RunValues.Of(run, one => Outline(one, policy), options), NumberFormat.Percent),
            ]
        ));
        return new(
            $"{run.Method} on {run.Dataset}: existence and outline",
            ["Policy"],
            [new("", ["Existence right"]), new("", ["Found where it is"]), new("", ["Nothing where nothing is"]), new("", ["DSC of the outline"])],
            [.. rows],
            ["Existence: whether a mask has any foreground, as the reference. DSC of the outline: over cases where both have some."]
        );
    }

    private static double Share(CaseEvaluation one, PolicyKey policy, Func<Overlap, bool> among, Func<Overlap, bool> right) =>
        RunValues.Mean((one.Find(policy)?.Classes ?? []).Where(among).Select(overlap => right(overlap) ? 1.0 : 0.0));

    private static double Outline(CaseEvaluation one, PolicyKey policy) =>
        RunValues.Mean((one.Find(policy)?.Classes ?? []).Where(overlap => HasTruth(overlap) && HasAnswer(overlap)).Select(overlap => overlap.Dice));

    private static bool HasTruth(Overlap overlap) => overlap.TruePositives + overlap.FalseNegatives > 0;

    private static bool HasAnswer(Overlap overlap) => overlap.TruePositives + overlap.FalsePositives > 0;
}
