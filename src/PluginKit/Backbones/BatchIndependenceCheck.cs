namespace DeferredSeg.PluginKit.Backbones;

/// <summary>An image alone and in company.</summary>
public sealed class BatchIndependenceCheck : BackboneCheck
{
    /// <inheritdoc/>
    public override string Name => "batch-independence";

    /// <inheritdoc/>
    public override string Proves => "Where IsBatchIndependent is described, an image's embedding alone is the one it has in a batch.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [.. base.Presupposes, Determinism];

    private protected override Verdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        var batch = Math.Max(2, subject.Settings.LargestBatch);
        var images = trial.Images(batch, trial.LargestSize);
        using var together = trial.Encode(images);
        var apart = 0.0;
        for (var image = 0; image < batch; image++)
        {
            using var alone = trial.Encode(images.narrow(0, image, 1).clone());
            foreach (var name in together.Names)
            {
                var row = together[name].narrow(0, image, 1);
                if (trial.Description.IsBatchIndependent)
                    Expect.Close(
                        $"Encode of image {image} alone and in a batch of {batch}",
                        $"'{name}'",
                        alone[name],
                        row,
                        "IsBatchIndependent is described",
                        "Use no statistics of the batch in evaluation mode, or describe IsBatchIndependent = false."
                    );
                apart = Math.Max(apart, Comparison.Relative(alone[name], row));
            }
        }
        return trial.Description.IsBatchIndependent || apart > Comparison.Tolerance
            ? Verdict.Passed
            : Verdict.PassedWith(
                "IsBatchIndependent is described as false, and the embeddings that were tried are independent: described as true they could be cached"
            );
    }
}
