namespace DeferredSeg.PluginKit.Backbones;

/// <summary>Encode and Decode in a row, and in pieces.</summary>
public sealed class EncodeDecodeWholeCheck : BackboneConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "encode-decode-whole";

    /// <inheritdoc/>
    public override string Proves =>
        "An embedding decodes to the same bits again and again, prompt by prompt to the same as all at once, and Encode with Decode is the "
        + "module's own forward pass where it has one.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [.. base.Presupposes, Determinism];

    private protected override CheckVerdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        var images = trial.Images(2, trial.LargestSize);
        using var embedding = trial.Encode(images);
        var prompts = trial.Prompts(3, trial.LargestSize, [1, 0, 1]);
        using var whole = trial.Decode(embedding, prompts);
        using var again = trial.Decode(embedding, prompts);
        Expect.Same(
            "Decode of one embedding, twice,",
            "Logits",
            again.Logits,
            whole.Logits,
            "an embedding may be decoded any number of times",
            "Do not change the embedding, nor keep anything of a call."
        );
        for (var result = 0; result < 3; result++)
        {
            using var piece = trial.Decode(embedding, TrialPrompts.Single(prompts, result));
            Expect.Close(
                $"Decode of result {result} of ImageIndex [1, 0, 1] alone",
                "Logits",
                piece.Logits,
                whole.Logits.narrow(0, result, 1),
                "results do not depend on each other",
                "Select the rows of the embedding by ImageIndex, in its order."
            );
        }
        return Forward(trial, images);
    }

    private static CheckVerdict Forward(BackboneTrial trial, Tensor images)
    {
        if (trial.Description.Prompts != PromptKinds.None)
            return CheckVerdict.PassedWith("the network takes prompts, which a forward pass from images alone has not");
        if (trial.Module is not torch.nn.Module<Tensor, Tensor> network)
            return CheckVerdict.PassedWith("the module has no forward pass from images to logits to compare with");
        if (trial.Description.Outputs == OutputKind.Probabilities)
            return CheckVerdict.PassedWith("the network gives probabilities, and its module's forward pass may end before them");
        var logits = trial.Logits(images);
        var whole = Guarded.Call("the module's forward pass", () => network.call(images));
        if (!whole.shape.SequenceEqual(logits.shape))
            return CheckVerdict.PassedWith("the module's forward pass gives something else than logits");
        Expect.Close(
            "Encode and Decode",
            "Logits",
            logits,
            whole,
            "they are the module's forward pass in two steps",
            "Let the forward pass and Encode with Decode take the same path."
        );
        return CheckVerdict.Passed;
    }
}

/// <summary>An image alone and in company.</summary>
public sealed class BatchIndependenceCheck : BackboneConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "batch-independence";

    /// <inheritdoc/>
    public override string Proves => "Where IsBatchIndependent is described, an image's embedding alone is the one it has in a batch.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [.. base.Presupposes, Determinism];

    private protected override CheckVerdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation)
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
            ? CheckVerdict.Passed
            : CheckVerdict.PassedWith(
                "IsBatchIndependent is described as false, and the embeddings that were tried are independent: described as true they could be cached"
            );
    }
}
