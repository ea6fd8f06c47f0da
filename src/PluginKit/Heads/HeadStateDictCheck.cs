namespace DeferredSeg.PluginKit.Heads;

/// <summary>Weights that are saved and loaded.</summary>
public sealed class HeadStateDictCheck : HeadCheck
{
    /// <inheritdoc/>
    public override string Name => "state-dict";

    /// <inheritdoc/>
    public override string Proves =>
        "The state dictionary holds everything that was drawn at random: copied by name into another instance it gives the same routing, bit for bit.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [.. base.Presupposes, Determinism];

    private protected override Verdict Examine(HeadTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        if (trial.Module is not { } module)
            return Verdict.NotApplicable("the head has no module: it is no ITrainableHead");
        const string Call = "Route by another instance with the same state dictionary";
        const string Because = "the state dictionary is all that an instance knows";
        const string Mend = "Register every weight and buffer in the module.";
        using var other = new HeadTrial(subject, trial.Experts, trial.NativeRouting, weights: 1);
        StateDictionary.Copy(
            module,
            other.Module
                ?? throw new CheckFailure(
                    "Create",
                    "a second instance is no ITrainableHead",
                    "the same as the first",
                    "Let the kind of the head follow from the options alone."
                )
        );
        using var segmentation = trial.Segmentation(2);
        using var expected = trial.Route(segmentation);
        using var found = other.Route(segmentation, Call);
        Expect.Same(Call, "RoutingLogits", found.RoutingLogits, expected.RoutingLogits, Because, Mend);
        if (expected.PredictorLogit is { } predictor)
            Expect.Same(Call, "PredictorLogit", found.PredictorLogit!, predictor, Because, Mend);
        return Verdict.Passed;
    }
}
