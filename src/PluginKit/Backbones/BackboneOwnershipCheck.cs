namespace DeferredSeg.PluginKit.Backbones;

/// <summary>What the caller passes in stays the caller's.</summary>
public sealed class BackboneOwnershipCheck : BackboneCheck
{
    private const string Mend = "Neither dispose nor write to what is passed in, and return new tensors.";

    /// <inheritdoc/>
    public override string Name => "ownership";

    /// <inheritdoc/>
    public override string Proves => "Images and embeddings are neither disposed nor changed, and no result is the caller's own object.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [Describes, Shapes];

    private protected override Verdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        var images = trial.Images(2, trial.LargestSize);
        var copy = images.clone();
        var prompts = trial.Prompts(2, trial.LargestSize);
        using (var embedding = trial.Encode(images, [.. trial.Description.Features.Select(feature => feature.Name)]))
        {
            Untouched("Encode", "the images", images, copy);
            if (embedding.Names.FirstOrDefault(name => ReferenceEquals(embedding[name], images)) is { } own)
                throw new CheckFailure(
                    "Encode",
                    $"'{own}' is the very object that was passed in as images",
                    "a tensor of its own, for the caller disposes both",
                    Mend
                );
            var copies = embedding.Names.ToDictionary(name => name, name => embedding[name].clone());
            using (var output = trial.Decode(embedding, prompts))
            {
                var returned = new[] { output.Logits, output.Features, output.Hypotheses, output.Scores };
                if (embedding.Names.FirstOrDefault(name => returned.Any(tensor => ReferenceEquals(tensor, embedding[name]))) is { } same)
                    throw new CheckFailure("Decode", $"it returns the embedding's '{same}' itself", "tensors of its own, for the caller disposes both", Mend);
            }
            foreach (var (name, before) in copies)
                Untouched("Decode", $"the embedding's '{name}'", embedding[name], before);
            foreach (var prompt in new[] { prompts.Boxes, prompts.Points, prompts.PointLabels, prompts.Masks })
                if (prompt is { IsInvalid: true })
                    throw new CheckFailure("Decode", "a prompt is disposed", "prompts that stay the caller's", Mend);
        }
        Untouched("disposing results", "the images", images, copy);
        return Verdict.Passed;
    }

    private static void Untouched(string call, string what, Tensor tensor, Tensor copy)
    {
        if (tensor.IsInvalid)
            throw new CheckFailure(call, $"{what} are disposed", "inputs that stay the caller's", Mend);
        if (!Comparison.AreEqual(tensor, copy))
            throw new CheckFailure(call, $"{what} have other values than before", "inputs that stay as they are", Mend);
    }
}
