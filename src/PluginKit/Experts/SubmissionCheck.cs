namespace DeferredSeg.PluginKit.Experts;

/// <summary>Keys and ids.</summary>
public sealed class SubmissionCheck : ExpertCheck
{
    /// <inheritdoc/>
    public override string Name => "submission";

    /// <inheritdoc/>
    public override string Proves =>
        "A key has one id however often it is submitted, two keys have two, and an id that was never given is refused with an ArgumentException.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [Describes];

    private protected override Verdict Examine(ExpertTrial trial, ConformanceSubject subject, CancellationToken cancellation)
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
        var thrown = Guarded.Caught(() =>
        {
            trial.Source.Poll("an id that was never given");
            return null;
        });
        if (thrown is not ArgumentException)
            throw new CheckFailure(
                "Poll of an id that was never given",
                thrown is null ? "it was taken" : $"it threw {thrown.GetType().Name}: {thrown.Message}",
                "an ArgumentException",
                "Refuse unknown ids; pending is for questions that were asked."
            );
        return Verdict.Passed;
    }
}
