namespace DeferredSeg.PluginKit.Experts;

/// <summary>Whose masks a recorded expert says that it answers with.</summary>
public sealed class RecordedOriginCheck : ExpertConformanceCheck
{
    private const string Mend = "Choose raters by case and seed alone, in one place that both Origin and the answer use.";

    // More than the cases, so that a choice between two raters shows both.
    private const int Seeds = 4;

    /// <inheritdoc/>
    public override string Name => "recorded-origin";

    /// <inheritdoc/>
    public override string Proves =>
        "Origin names raters of the dataset, none exactly where the answer is declined, each among those of the same person; it depends on case "
        + "and seed alone, a single named rater's mask is the answer, and an unknown case is refused.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [.. base.Presupposes, RepeatedPoll, Determinism, OrderIndependence];

    private protected override CheckVerdict Examine(ExpertTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        if (trial.Source is not IRecordedExpert)
            return CheckVerdict.NotApplicable("the source is no IRecordedExpert");
        foreach (var withGaps in new[] { false, true })
        {
            var raters = new TrialRaters(subject.Settings, withGaps);
            using var first = new ExpertTrial(subject, raters);
            using var second = new ExpertTrial(subject, raters);
            (string Case, long Seed)[] asked =
            [
                .. ExpertTrial.CaseIds.SelectMany(id => Enumerable.Range(0, Seeds).Select(seed => (id, subject.Settings.Seed + seed))),
            ];
            var origins = asked.ToDictionary(one => one, one => Origin(first, one.Case, one.Seed));
            foreach (var (id, seed) in asked.Reverse())
            {
                cancellation.ThrowIfCancellationRequested();
                var origin = origins[(id, seed)];
                Names(Call(id, seed), origin, id, raters);
                Same(Call(id, seed) + " by another instance, asked in another order", Origin(second, id, seed), origin);
                for (var epoch = 0; epoch < 2; epoch++)
                    Answer(id, origin, raters, first.Ask(first.Request(id, seed: seed - subject.Settings.Seed, epoch: epoch)));
                Same(Call(id, seed) + " after the question was asked", Origin(first, id, seed), origin);
            }
        }
        const string Unknown = "a case that does not exist";
        Guarded.Refused(
            $"Origin of {Unknown}",
            () => ((IRecordedExpert)trial.Source).Origin(Unknown, subject.Settings.Seed),
            "Let that of IRaterMasks.Find through."
        );
        return CheckVerdict.Passed;
    }

    private static string Call(string id, long seed) => $"Origin of {id}, seed {seed},";

    private static AnswerOrigin Origin(ExpertTrial trial, string id, long seed) =>
        Guarded.Call(Call(id, seed), () => ((IRecordedExpert)trial.Source).Origin(id, seed));

    private static void Names(string call, AnswerOrigin origin, string id, TrialRaters raters)
    {
        foreach (var (list, names) in ((string, IReadOnlyList<string>?)[])[(nameof(origin.Raters), origin.Raters), (nameof(origin.OfPerson), origin.OfPerson)])
        {
            if (names is null)
                throw new CheckFailure(call, $"{list} is null", "a list, empty where there is nobody", Mend);
            if (names.FirstOrDefault(name => !raters.Raters.Contains(name)) is { } stranger)
                throw new CheckFailure(
                    call,
                    $"{list} has '{stranger}'",
                    $"raters of the dataset: {string.Join(", ", raters.Raters)}",
                    "Name raters as IRaterMasks does, not persons."
                );
            if (names.Distinct().Count() != names.Count)
                throw new CheckFailure(call, $"{list} names a rater twice: {string.Join(", ", names)}", "each once", Mend);
        }
        if (origin.Raters.FirstOrDefault(rater => !origin.OfPerson.Contains(rater)) is { } apart)
            throw new CheckFailure(
                call,
                $"'{apart}' is in Raters and not in OfPerson",
                "the raters used among those of the person",
                "Add every rater used to OfPerson."
            );
        if (origin.Raters.FirstOrDefault(rater => raters.Find(id, rater).Mask is null) is { } absent)
            throw new CheckFailure(
                call,
                $"Raters has '{absent}', who left no mask",
                "raters whose masks are used",
                "Leave Raters empty where the answer will be declined."
            );
    }

    private static void Same(string call, AnswerOrigin found, AnswerOrigin expected)
    {
        if (!found.Raters.SequenceEqual(expected.Raters) || !found.OfPerson.SequenceEqual(expected.OfPerson))
            throw new CheckFailure(call, $"it is {Text(found)}, it was {Text(expected)}", "the same: case and seed are the same", Mend);
    }

    private static void Answer(string id, AnswerOrigin origin, TrialRaters raters, ExpertReply reply)
    {
        var call = $"Poll of the answer for {id}";
        if (reply.Status == ExpertStatus.Pending)
            return;
        if (reply.Answer is not { } answer)
        {
            if (origin.Raters.Count > 0)
                throw new CheckFailure(
                    call,
                    $"it is declined, and Origin names {string.Join(", ", origin.Raters)}",
                    "no raters where the answer is declined",
                    Mend
                );
            return;
        }
        if (origin.Raters.Count == 0)
            throw new CheckFailure(call, "it is answered, and Origin names no rater", "the raters whose masks are used", Mend);
        if (origin.Raters.Count > 1)
            return;
        var mask = raters.Find(id, origin.Raters[0]).Mask!;
        var differing = Enumerable
            .Range(0, mask.Values.Length)
            .Count(i => (answer.Region?.Values[i % answer.Region.Values.Length] ?? 1) != 0 && answer.Mask.Values[i] != mask.Values[i]);
        if (differing > 0)
            throw new CheckFailure(
                call,
                $"{differing} of {mask.Values.Length} values are not those of '{origin.Raters[0]}'",
                "the mask of the one rater whom Origin names",
                Mend
            );
    }

    private static string Text(AnswerOrigin origin) => $"[{string.Join(", ", origin.Raters)}] of [{string.Join(", ", origin.OfPerson)}]";
}
