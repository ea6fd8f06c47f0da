namespace DeferredSeg.PluginKit.Heads;

/// <summary>The same segmentation, twice.</summary>
public sealed class HeadDeterminismCheck : HeadCheck
{
    /// <inheritdoc/>
    public override string Name => "determinism";

    /// <inheritdoc/>
    public override string Proves => "In evaluation mode the same segmentation gives the same bits, whatever torch's global generator says.";

    private protected override Verdict Examine(HeadTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        const string Mend = "Switch randomness off in evaluation mode (Module.training), and let nothing depend on earlier calls.";
        using var segmentation = trial.Segmentation(2);
        using var first = trial.Route(segmentation);
        using var generator = torch.manual_seed(subject.Settings.Seed + 1);
        using var second = trial.Route(segmentation);
        Expect.Same("Route, called twice,", "RoutingLogits", second.RoutingLogits, first.RoutingLogits, "evaluation mode has no randomness", Mend);
        if (first.PredictorLogit is { } predictor)
            Expect.Same("Route, called twice,", "PredictorLogit", second.PredictorLogit!, predictor, "evaluation mode has no randomness", Mend);
        return Verdict.Passed;
    }
}
