namespace DeferredSeg.PluginKit.Heads;

/// <summary>A check of a deferral head that is made for the largest number of experts, in evaluation mode.</summary>
public abstract class HeadCheck : ConformanceCheck
{
    internal const string Describes = "head/describe";
    internal const string Shapes = "head/shapes";
    internal const string Ownership = "head/ownership";
    internal const string Determinism = "head/determinism";

    /// <inheritdoc/>
    public override CheckKind Kind => CheckKind.Head;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [Describes, Shapes, Ownership];

    private protected sealed override Verdict Examine(ConformanceSubject subject, CancellationToken cancellation)
    {
        using var mode = torch.set_grad_enabled(Trains);
        using var trial = new HeadTrial(subject, subject.Settings.LargestExperts, HeadNeeds.NativeRouting(subject));
        return Examine(trial, subject, cancellation);
    }

    private protected virtual bool Trains => false;

    private protected abstract Verdict Examine(HeadTrial trial, ConformanceSubject subject, CancellationToken cancellation);
}
