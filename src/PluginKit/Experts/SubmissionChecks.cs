namespace DeferredSeg.PluginKit.Experts;

/// <summary>Keys and ids.</summary>
public sealed class SubmissionCheck : ExpertConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "submission";

    /// <inheritdoc/>
    public override string Proves =>
        "A key has one id however often it is submitted, two keys have two, and an id that was never given is refused with an ArgumentException.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [Describes];

    private protected override CheckVerdict Examine(ExpertTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        var ids = ExpertTrial.CaseIds.Select(id => trial.Submit(trial.Request(id))).ToList();
        var again = ExpertTrial.CaseIds.Select(id => trial.Submit(trial.Request(id), "Submit of a key for the second time")).ToList();
        if (!ids.SequenceEqual(again))
            throw new CheckFailure(
                "Submit of a key for the second time",
                $"the id is '{again.Except(ids).First()}', it was another",
                "the same id whenever the key is the same",
                "Look the key up before making an id; the key itself will do."
            );
        if (ids.Distinct().Count() != ids.Count)
            throw new CheckFailure("Submit", "two keys have the same id", "an id for each key", "Make the id from the whole key.");
        Guarded.Refused(
            "Poll of an id that was never given",
            () => trial.Source.Poll("an id that was never given"),
            "Refuse unknown ids; pending is for questions that were asked."
        );
        return CheckVerdict.Passed;
    }
}

/// <summary>An answer, looked at again.</summary>
public sealed class RepeatedPollCheck : ExpertConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "repeated-poll";

    /// <inheritdoc/>
    public override string Proves => "An answered or declined question stays so, with the same answer, and also after the caller wrote into the one it got.";

    private protected override CheckVerdict Examine(ExpertTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        var id = trial.Submit(trial.Request(ExpertTrial.CaseIds[0]));
        var first = trial.Poll(id);
        if (first.Status == ExpertStatus.Pending)
            return CheckVerdict.NotApplicable("the question is pending; it may be answered meanwhile");
        var copy = Replies.Copy(first);
        Replies.Same(
            "Poll of an answer for the second time",
            trial.Poll(id),
            copy,
            "an answered question stays answered",
            "Compute the answer from the request alone, or keep the first."
        );
        if (first.Answer is { } answer)
            Array.Clear(answer.Mask.Values);
        Replies.Same(
            "Poll after the caller wrote into the answer",
            trial.Poll(id),
            copy,
            "what was returned is the caller's",
            "Return a copy of what is kept."
        );
        return CheckVerdict.Passed;
    }
}
