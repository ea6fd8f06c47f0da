namespace DeferredSeg.PluginKit.Backbones;

/// <summary>Tensors that a call leaves behind.</summary>
public sealed class BackboneLeaksCheck : BackboneCheck
{
    /// <inheritdoc/>
    public override string Name => "no-leaks";

    /// <inheritdoc/>
    public override string Proves => "After Encode, Decode and disposing what they returned, as many tensors are alive as before, however often it is done.";

    private protected override Verdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        var images = trial.Images(2, trial.Sizes[0]);
        var prompts = trial.Prompts(2, trial.Sizes[0]);
        LiveTensors.MustReturn(
            "Encode and Decode",
            () =>
            {
                using var embedding = trial.Encode(images, [.. trial.Description.Features.Select(feature => feature.Name)]);
                using var output = trial.Decode(embedding, prompts);
            }
        );
        return Verdict.Passed;
    }
}
