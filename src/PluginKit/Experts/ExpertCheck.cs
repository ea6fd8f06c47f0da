namespace DeferredSeg.PluginKit.Experts;

/// <summary>A check of a source of experts.</summary>
public abstract class ExpertCheck : ConformanceCheck
{
    internal const string Describes = "expert/describe";
    internal const string Answers = "expert/answers";
    internal const string Submission = "expert/submission";
    internal const string Ownership = "expert/ownership";
    internal const string Determinism = "expert/determinism";
    internal const string RepeatedPoll = "expert/repeated-poll";
    internal const string OrderIndependence = "expert/order-independence";

    /// <inheritdoc/>
    public override CheckKind Kind => CheckKind.Expert;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [Describes, Submission, Answers, Ownership];

    private protected sealed override Verdict Examine(ConformanceSubject subject, CancellationToken cancellation)
    {
        using var trial = new ExpertTrial(subject);
        return Examine(trial, subject, cancellation);
    }

    private protected abstract Verdict Examine(ExpertTrial trial, ConformanceSubject subject, CancellationToken cancellation);
}
