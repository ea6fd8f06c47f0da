namespace DeferredSeg.PluginKit.Backbones;

/// <summary>A check of a backbone in evaluation mode, whose gradients are not recorded.</summary>
public abstract class BackboneCheck : ConformanceCheck
{
    internal const string Shapes = "backbone/shapes";
    internal const string Ownership = "backbone/ownership";
    internal const string Determinism = "backbone/determinism";
    internal const string Describes = "backbone/describe";

    /// <inheritdoc/>
    public override CheckKind Kind => CheckKind.Backbone;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [Describes, Shapes, Ownership];

    private protected sealed override Verdict Examine(ConformanceSubject subject, CancellationToken cancellation)
    {
        using var mode = torch.set_grad_enabled(Trains);
        using var trial = new BackboneTrial(subject);
        return Examine(trial, subject, cancellation);
    }

    private protected virtual bool Trains => false;

    private protected abstract Verdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation);
}
