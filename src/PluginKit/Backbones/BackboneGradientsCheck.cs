namespace DeferredSeg.PluginKit.Backbones;

/// <summary>Which parameters a loss reaches.</summary>
public sealed class BackboneGradientsCheck : BackboneCheck
{
    /// <inheritdoc/>
    public override string Name => "gradients";

    /// <inheritdoc/>
    public override string Proves =>
        "In training mode a loss over the logits reaches every parameter that claims to be trained, with finite gradients, and no frozen one.";

    private protected override bool Trains => true;

    private protected override Verdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        if (trial.Module is not { } module)
            return Verdict.NotApplicable("the backbone cannot be trained: it is no ITrainableBackbone");
        module.train();
        var images = trial.Images(2, trial.LargestSize);
        using var embedding = trial.Encode(images);
        using var output = trial.Decode(embedding, trial.Prompts(2, trial.LargestSize));
        Gradients.Backward("Decode", [("Logits", output.Logits)], subject.Settings);
        Gradients.Check(module, trial.Description.FrozenParts);
        return Verdict.Passed;
    }
}
