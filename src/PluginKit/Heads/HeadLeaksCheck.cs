namespace DeferredSeg.PluginKit.Heads;

/// <summary>Tensors that a call leaves behind.</summary>
public sealed class HeadLeaksCheck : HeadCheck
{
    /// <inheritdoc/>
    public override string Name => "no-leaks";

    /// <inheritdoc/>
    public override string Proves => "After Route and disposing what it returned, as many tensors are alive as before, however often it is done.";

    private protected override Verdict Examine(HeadTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        using var segmentation = trial.Segmentation(2);
        LiveTensors.MustReturn("Route", () => trial.Route(segmentation).Dispose());
        return Verdict.Passed;
    }
}
