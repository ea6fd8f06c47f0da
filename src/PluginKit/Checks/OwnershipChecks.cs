namespace DeferredSeg.PluginKit.Checks;

/// <summary>What the caller passes in stays the caller's.</summary>
public sealed class BackboneOwnershipCheck : BackboneConformanceCheck
{
    private const string Mend = "Neither dispose nor write to what is passed in, and return new tensors.";

    /// <inheritdoc/>
    public override string Name => "ownership";

    /// <inheritdoc/>
    public override string Proves => "Images and embeddings are neither disposed nor changed, and no result is the caller's own object.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [Describes, Shapes];

    private protected override CheckVerdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        var images = trial.Images(2, trial.LargestSize);
        var copy = images.clone();
        var prompts = trial.Prompts(2, trial.LargestSize);
        using (var embedding = trial.EncodeWithFeatures(images))
        {
            Expect.Untouched("Encode", "the images", images, copy, Mend, isPlural: true);
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
                Expect.Untouched("Decode", $"the embedding's '{name}'", embedding[name], before, Mend, isPlural: true);
            foreach (var prompt in new[] { prompts.Boxes, prompts.Points, prompts.PointLabels, prompts.Masks })
                if (prompt is { IsInvalid: true })
                    throw new CheckFailure("Decode", "a prompt is disposed", "prompts that stay the caller's", Mend);
        }
        Expect.Untouched("disposing results", "the images", images, copy, Mend, isPlural: true);
        return CheckVerdict.Passed;
    }
}

/// <summary>What the caller passes in stays the caller's.</summary>
public sealed class HeadOwnershipCheck : HeadConformanceCheck
{
    private const string Mend = "Neither dispose nor write to what is passed in, and return new tensors.";

    /// <inheritdoc/>
    public override string Name => "ownership";

    /// <inheritdoc/>
    public override string Proves => "The segmentation's tensors are neither disposed nor changed, and no result is the caller's own object.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [Describes, Shapes];

    private protected override CheckVerdict Examine(HeadTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        using var segmentation = trial.Segmentation(2);
        (string Name, Tensor? Tensor)[] given =
        [
            ("Features", segmentation.Features),
            ("Logits", segmentation.Logits),
            ("RoutingLogits", segmentation.RoutingLogits),
            ("PredictorLogit", segmentation.PredictorLogit),
        ];
        var copies = given.Select(entry => entry.Tensor?.clone()).ToArray();
        using (var output = trial.Route(segmentation))
        {
            var own = given.FirstOrDefault(entry =>
                entry.Tensor is not null && (ReferenceEquals(entry.Tensor, output.RoutingLogits) || ReferenceEquals(entry.Tensor, output.PredictorLogit))
            );
            if (own.Tensor is not null)
                throw new CheckFailure("Route", $"it returns the segmentation's {own.Name} itself", "a tensor of its own, for the caller disposes both", Mend);
        }
        foreach (var ((name, tensor), copy) in given.Zip(copies))
        {
            if (tensor is not null)
                Expect.Untouched("Route", $"the segmentation's {name}", tensor, copy!, Mend);
        }
        return CheckVerdict.Passed;
    }
}

/// <summary>What the caller passes in stays as it is.</summary>
public sealed class ExpertOwnershipCheck : ExpertConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "ownership";

    /// <inheritdoc/>
    public override string Proves => "Image, region and ground truth of a question are not changed.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [Describes, Submission, Answers];

    private protected override CheckVerdict Examine(ExpertTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        var request = trial.Request(ExpertTrial.CaseIds[0], withRegion: true);
        byte[] image = [.. request.Image.Values];
        var (region, truth) = (Replies.Copy(request.Region), Replies.Copy(request.GroundTruth));
        trial.Ask(request);
        if (!request.Image.Values.AsSpan().SequenceEqual(image))
            throw Failure("the image");
        if (!Replies.AreEqual(request.Region, region))
            throw Failure("the region");
        if (!Replies.AreEqual(request.GroundTruth, truth))
            throw Failure("the ground truth");
        return CheckVerdict.Passed;
    }

    private static CheckFailure Failure(string what) =>
        new("Submit and Poll", $"{what} has other values than before", "inputs that stay as they are", "Copy what is to be changed.");
}
