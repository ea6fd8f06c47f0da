using DeferredSeg.PluginKit.Backbones;

namespace DeferredSeg.PluginKit.Heads;

/// <summary>What torch keeps for thread and process stays as it is.</summary>
public sealed class HeadGlobalStateCheck : HeadCheck
{
    /// <inheritdoc/>
    public override string Name => "global-state";

    /// <inheritdoc/>
    public override string Proves =>
        "In evaluation mode Route leaves torch's global generator, gradient mode, dispose scopes, default type and threads as they were.";

    private protected override Verdict Examine(HeadTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        using var segmentation = trial.Segmentation(2);
        using var mode = torch.set_grad_enabled(true);
        using var state = new GlobalState();
        using var output = trial.Route(segmentation);
        BackboneGlobalStateCheck.Unchanged(state, "Route");
        return Verdict.Passed;
    }
}
