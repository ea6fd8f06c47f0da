namespace DeferredSeg.PluginKit.Backbones;

/// <summary>Weights that are saved and loaded.</summary>
public sealed class BackboneStateDictCheck : BackboneCheck
{
    /// <inheritdoc/>
    public override string Name => "state-dict";

    /// <inheritdoc/>
    public override string Proves =>
        "The state dictionary holds everything that was drawn at random: copied by name into another instance it gives the same logits, bit for bit.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [.. base.Presupposes, Determinism];

    private protected override Verdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        if (trial.Module is not { } module)
            return Verdict.NotApplicable("the backbone has no module: it is no ITrainableBackbone");
        using var other = new BackboneTrial(subject, weights: 1);
        StateDictionary.Copy(
            module,
            other.Module
                ?? throw new CheckFailure(
                    "Create",
                    "a second instance is no ITrainableBackbone",
                    "the same as the first",
                    "Let the kind of the backbone follow from the options alone."
                )
        );
        var images = trial.Images(2, trial.LargestSize);
        Expect.Same(
            "Encode and Decode of another instance with the same state dictionary",
            "Logits",
            other.Logits(images),
            trial.Logits(images),
            "the state dictionary is all that an instance knows",
            "Register every weight and buffer in the module."
        );
        return Verdict.Passed;
    }
}
