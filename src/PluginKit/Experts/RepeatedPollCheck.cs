namespace DeferredSeg.PluginKit.Experts;

/// <summary>An answer, looked at again.</summary>
public sealed class RepeatedPollCheck : ExpertCheck
{
    /// <inheritdoc/>
    public override string Name => "repeated-poll";

    /// <inheritdoc/>
    public override string Proves => "An answered or declined question stays so, with the same answer, and also after the caller wrote into the one it got.";

    private protected override Verdict Examine(ExpertTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        var id = trial.Submit(trial.Request(ExpertTrial.CaseIds[0]));
        var first = trial.Poll(id);
        if (first.Status == ExpertStatus.Pending)
            return Verdict.NotApplicable("the question is pending; it may be answered meanwhile");
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
        return Verdict.Passed;
    }
}
