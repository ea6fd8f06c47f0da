namespace DeferredSeg.PluginKit.Experts;

/// <summary>Simulations without ground truth.</summary>
public sealed class GroundTruthCheck : ExpertCheck
{
    /// <inheritdoc/>
    public override string Name => "ground-truth";

    /// <inheritdoc/>
    public override string Proves => "A source that needs the ground truth declines a question without it, or refuses it with an ArgumentException.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [Describes, Submission, Answers];

    private protected override Verdict Examine(ExpertTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        if (!trial.Descriptor.NeedsGroundTruth)
            return Verdict.NotApplicable("the source does not need the ground truth and is not given it");
        ExpertReply? reply = null;
        var thrown = Guarded.Caught(() =>
        {
            reply = trial.Source.Poll(trial.Source.Submit(trial.Request(ExpertTrial.CaseIds[0], withoutTruth: true)));
            return null;
        });
        if (thrown is ArgumentException || (thrown is null && reply?.Status == ExpertStatus.Declined))
            return Verdict.Passed;
        throw new CheckFailure(
            "a question without ground truth",
            thrown is null ? $"it is {reply?.Status.ToString() ?? "null"}" : $"it threw {thrown.GetType().Name}: {thrown.Message}",
            "declined, or an ArgumentException",
            "Say that the ground truth is missing; do not invent an answer."
        );
    }
}
