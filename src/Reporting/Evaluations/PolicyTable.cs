using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Reporting.Tables;

namespace DeferredSeg.Reporting.Evaluations;

/// <summary>The system next to what needs no router: the model, each expert, votes, and a routing that knows the truth.</summary>
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
        var matched = run.Cases[0].Policies.Select(one => one.Policy).Where(one => one is { Match: not BudgetMatch.Own, Budget: null });
        PolicyKey[] policies = [system, .. own, .. matched];
        var dice = Rivals.Marked(
            run,
            policies.Select(policy => RunValues.Of(run, RunValues.Dice(policy), options).Cell(NumberFormat.Percent)),
            policies,
            system
        );
        var rows = policies.Select(
            (policy, place) =>
                new ResultRow(
                    [policy == system && run.Routes ? "System" : policy.Name],
                    [
                        dice[place],
                        RunValues.Of(run, RunValues.Dice(policy, EmptyMasks.Undefined)).Cell(NumberFormat.Percent),
                        RunValues.Of(run, RunValues.Rate(policy, rates => rates.Jaccard)).Cell(NumberFormat.Percent),
                        RunValues.Of(run, RunValues.Rate(policy, rates => rates.Sensitivity)).Cell(NumberFormat.Percent),
                        RunValues.Of(run, one => one.Find(policy)?.Deferred ?? double.NaN).Cell(NumberFormat.Percent),
                        RunValues.Of(run, one => one.Find(policy)?.Risk ?? double.NaN).Cell(_risk),
                        policy == system
                            ? new TextCell("")
                            : RunValues.Difference(run, RunValues.Dice(system), run, RunValues.Dice(policy), options).Cell(NumberFormat.Percent),
                    ]
                )
        );
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
                .. run.Routes ? [Rivals.Rule] : Array.Empty<string>(),
            ],
            RunValues.Counted
        );
    }
}

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
                RunValues.Of(run, one => Share(one, policy, _ => true, overlap => HasTruth(overlap) == HasAnswer(overlap)), options).Cell(NumberFormat.Percent),
                RunValues.Of(run, one => Share(one, policy, HasTruth, HasAnswer)).Cell(NumberFormat.Percent),
                RunValues.Of(run, one => Share(one, policy, overlap => !HasTruth(overlap), overlap => !HasAnswer(overlap))).Cell(NumberFormat.Percent),
                RunValues.Of(run, one => Outline(one, policy), options).Cell(NumberFormat.Percent),
            ]
        ));
        return new(
            $"{run.Method} on {run.Dataset}: existence and outline",
            ["Policy"],
            [new("", ["Existence right"]), new("", ["Found where it is"]), new("", ["Nothing where nothing is"]), new("", ["DSC of the outline"])],
            [.. rows],
            ["Existence: whether a mask has any foreground, as the reference. DSC of the outline: over cases where both have some."],
            RunValues.Counted
        );
    }

    private static double Share(CaseEvaluation one, PolicyKey policy, Func<Overlap, bool> among, Func<Overlap, bool> right) =>
        RunValues.Mean((one.Find(policy)?.Classes ?? []).Where(among).Select(overlap => right(overlap) ? 1.0 : 0.0));

    private static double Outline(CaseEvaluation one, PolicyKey policy) =>
        RunValues.Mean((one.Find(policy)?.Classes ?? []).Where(overlap => HasTruth(overlap) && HasAnswer(overlap)).Select(overlap => overlap.Dice));

    private static bool HasTruth(Overlap overlap) => overlap.TruePositives + overlap.FalseNegatives > 0;

    private static bool HasAnswer(Overlap overlap) => overlap.TruePositives + overlap.FalsePositives > 0;
}
