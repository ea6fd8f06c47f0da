using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Reporting.Tables;

namespace DeferredSeg.Reporting.Evaluations;

/// <summary>What each part of a head of estimates is worth: the model, its own mask, and asking on top of it.</summary>
public static class WorthTable
{
    /// <summary>A row for each part; null of other heads.</summary>
    /// <param name="run">The run.</param>
    /// <param name="options">How intervals are made.</param>
    public static ResultTable? Of(RunEvaluation run, BootstrapOptions options)
    {
        if (run.Cases.All(one => one.Estimates is null))
            return null;
        var adapted = Rivals.Adapted;
        (string Name, PolicyKey Policy)[] parts =
        [
            ("model alone", PolicyKey.Model),
            ("adapted model, nobody asked", adapted),
            ("system", PolicyKey.System),
            ("routing on the other mask", new(PolicyKey.OtherRouting)),
            ("on the adapted mask, by its own entropy", Rivals.AdaptedDoubt(run)),
            ("where the model is likely wrong", Rivals.AsMany(run, PolicyKey.LearnedError)),
            ("entropy of the mean of passes", Rivals.AsMany(run, PolicyKey.MeanEntropy)),
        ];
        parts = [.. parts.Where(part => run.Cases[0].Find(part.Policy) is not null)];
        PolicyKey[] policies = [.. parts.Select(part => part.Policy)];
        var dice = Rivals.Marked(
            run,
            policies.Select(policy => RunValues.Of(run, RunValues.Dice(policy), options).Cell(NumberFormat.Percent)),
            policies,
            PolicyKey.System
        );
        var rows = parts.Select(
            (part, place) =>
                new ResultRow(
                    [part.Name],
                    [
                        dice[place],
                        RunValues.Of(run, one => one.Find(part.Policy)?.Deferred ?? double.NaN).Cell(NumberFormat.Percent),
                        Minus(part.Policy, PolicyKey.Model),
                        Minus(part.Policy, adapted),
                        part.Policy == PolicyKey.System ? new TextCell("") : Minus(PolicyKey.System, part.Policy),
                    ]
                )
        );
        return new(
            $"{run.Method} on {run.Dataset}: what each part is worth",
            ["Part"],
            [new("", ["DSC"]), new("", ["Deferred"]), new("", ["minus model"]), new("", ["minus adapted model"]), new("", ["System minus it"])],
            [.. rows],
            [
                "Adapted model: the head's own mask, its estimate of the truth above a threshold, nobody asked. The other mask is that which does not answer "
                    + "in the system. Orders by entropy and by likely error defer as many pixels of each image as the system does.",
                "Paired over the same cases, intervals over patients.",
                Rivals.Rule,
            ],
            RunValues.Counted
        );

        TableCell Minus(PolicyKey one, PolicyKey other) =>
            one == other ? new TextCell("") : RunValues.Difference(run, RunValues.Dice(one), run, RunValues.Dice(other), options).Cell(NumberFormat.Percent);
    }
}

/// <summary>How well a head of estimates knows who is right.</summary>
public static class ConfidenceTable
{
    /// <summary>A row for the model and every expert, of every class; null of other heads.</summary>
    /// <param name="run">The run.</param>
    public static ResultTable? Of(RunEvaluation run)
    {
        var all = run.Cases.SelectMany(one => one.Estimates?.Confidence ?? []).ToList();
        if (all.Count == 0)
            return null;
        var classes = all.Max(one => one.Class);
        var rows = all.GroupBy(one => (one.Class, one.Channel))
            .OrderBy(group => group.Key)
            .Select(group =>
            {
                var (whole, least) = (Reliability.Merged(group.Select(one => one.All)), Reliability.Merged(group.Select(one => one.LeastCertain)));
                var name = group.Key.Channel == 0 ? "model" : run.Experts[group.Key.Channel - 1];
                return new ResultRow(
                    [classes == 0 ? name : FormattableString.Invariant($"{name}, class {group.Key.Class + 1}")],
                    [
                        new NumberCell(Mean(whole, bin => bin.MeanConfidence), NumberFormat.Percent),
                        new NumberCell(Mean(whole, bin => bin.Frequency), NumberFormat.Percent),
                        new NumberCell(whole.AdaptiveError(), NumberFormat.Percent),
                        new NumberCell(Mean(least, bin => bin.MeanConfidence), NumberFormat.Percent),
                        new NumberCell(Mean(least, bin => bin.Frequency), NumberFormat.Percent),
                        new NumberCell(least.AdaptiveError(), NumberFormat.Percent),
                    ]
                );
            });
        return new(
            $"{run.Method} on {run.Dataset}: how well is known who is right",
            ["Who"],
            [new("All pixels", ["stated", "right", "ACE"]), new("Least certain tenth", ["stated", "right", "ACE"])],
            [.. rows],
            [
                "ACE: adaptive calibration error of the probability of being right, 15 bins of about as many pixels of all cases. Least certain: the tenth of "
                    + "each image whose truth the head knows least.",
            ]
        );
    }

    private static double Mean(Calibration calibration, Func<ReliabilityBin, double> of)
    {
        var filled = calibration.Bins.Where(bin => bin.Count > 0).ToList();
        return filled.Sum(bin => bin.Count * of(bin)) / filled.Sum(bin => (long)bin.Count);
    }
}

/// <summary>What a growing number of a person's decisions buys.</summary>
public static class DecisionTable
{
    /// <summary>
    /// A row for the pixels that the system asks, for so many regions made for people, and for so many proposals; null where nothing is routed.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="options">How intervals are made.</param>
    public static ResultTable? Of(RunEvaluation run, BootstrapOptions options)
    {
        if (run.Cases[0].Regions is null)
            return null;
        var rows = Points(run.Cases[0])
            .Select(
                (point, i) =>
                    new ResultRow(
                        [Name(point)],
                        [
                            RunValues.Of(run, one => Points(one)[i].Decisions).Cell(new(1)),
                            RunValues.Of(run, one => Points(one)[i].Deferred).Cell(NumberFormat.Percent),
                            RunValues.Of(run, one => Points(one)[i].Classes.Average(overlap => overlap.Dice), options).Cell(NumberFormat.Percent),
                        ]
                    )
            );
        return new(
            $"{run.Method} on {run.Dataset}: by number of decisions",
            ["Way"],
            [new("", ["Decisions"]), new("", ["Pixels"]), new("", ["DSC"])],
            [.. rows],
            [
                "Pixels: all that the system gives to experts, each connected region a decision. Regions: what is made for people of the same "
                    + "pixels (routing:units), "
                    + "smoothed and large enough, the most valuable first, and painted.",
                .. run.Cases[0].Estimates is null
                    ? Array.Empty<string>()
                    :
                    [
                        "Proposals: pieces in which the head's own mask differs from the model's, the most valuable first, each accepted or "
                            + "rejected as a whole by the "
                            + "first expert: accepted where it fits their mask on more than half of it.",
                    ],
            ],
            RunValues.Counted
        );
    }

    private static IReadOnlyList<DecisionPoint> Points(CaseEvaluation one) => [.. one.Regions ?? [], .. one.Estimates?.Decisions ?? []];

    private static string Name(DecisionPoint point)
    {
        if (point.Way == DecisionPoint.Regions)
            return "pixels that the system asks";
        var what = point.Way == DecisionPoint.Units ? "region" : "proposal";
        return point.Wanted is { } wanted ? FormattableString.Invariant($"{wanted} {what}{(wanted == 1 ? "" : "s")}") : $"all {what}s";
    }
}

/// <summary>Whether something has shifted since the router was fitted, seen without the truth.</summary>
public static class ShiftAlarm
{
    /// <summary>A sentence; null where nobody was asked, or of other heads.</summary>
    /// <param name="run">The run.</param>
    public static string? Of(RunEvaluation run)
    {
        var changes = run.Cases.Select(one => one.Estimates?.Changes).OfType<AnswerChanges>().Aggregate(AnswerChanges.None, (sum, one) => sum + one);
        return Sentence(changes);
    }

    /// <summary>The sentence about some answers; null where nobody was asked.</summary>
    /// <param name="changes">What they changed.</param>
    public static string? Sentence(AnswerChanges changes)
    {
        if (changes.Asked == 0)
            return null;
        var shares =
            $"Answers changed {NumberFormat.Percent.TextWithUnit(changes.ChangedShare)} of the pixels that were asked; "
            + $"{NumberFormat.Percent.TextWithUnit(changes.ExpectedShare)} were expected to";
        return changes.IsShifted
            ? shares
                + ". They lie so far apart that images or experts are others than those that the router was fitted on: fit it again on a few cases of here, "
                + "./deferredseg fit-router --run … --on FOLDER."
            : shares + ", as where nothing has shifted.";
    }
}
