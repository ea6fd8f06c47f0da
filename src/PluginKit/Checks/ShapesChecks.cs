namespace DeferredSeg.PluginKit.Checks;

/// <summary>Shapes, types, devices and finiteness of everything that is returned.</summary>
public sealed class BackboneShapesCheck : BackboneConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "shapes";

    /// <inheritdoc/>
    public override string Proves =>
        "For every size, batch and kind of prompt that was tried, embeddings, feature maps, logits and features have the described shapes, are "
        + "float32 on the right device, and finite.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [Describes];

    private protected override CheckVerdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        var settings = subject.Settings;
        for (var index = 0; index < trial.Sizes.Count; index++)
        {
            int[] batches = index == 0 ? [.. Enumerable.Range(1, Math.Max(2, settings.LargestBatch))] : [1 + index % settings.LargestBatch];
            foreach (var batch in batches)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = torch.NewDisposeScope();
                One(trial, settings, trial.Sizes[index], batch);
            }
        }
        return trial.Description.Prompts.HasFlag(PromptKinds.Mask) && settings.MaskPromptSize is null
            ? CheckVerdict.PassedWith($"mask prompts were not tried: their size is the network's; set {nameof(ConformanceSettings.MaskPromptSize)}")
            : CheckVerdict.Passed;
    }

    private static void One(BackboneTrial trial, ConformanceSettings settings, long[] size, int batch)
    {
        var images = trial.Images(batch, size);
        var call = $"Encode of {Comparison.Describe(images)}";
        using var embedding = trial.EncodeWithFeatures(images);
        Encoded(trial, settings, embedding, call, batch, size);

        Decoded(trial, settings, embedding, trial.Prompts(batch, size), batch, size, $"Decode of {batch} images of {string.Join(" by ", size)}");
        foreach (var kind in TrialPrompts.Kinds(trial.Description).Where(kind => kind != PromptKinds.Mask || settings.MaskPromptSize is not null))
        {
            Decoded(trial, settings, embedding, TrialPrompts.Make(kind, batch, size, settings), batch, size, $"Decode with the prompt {kind}");
        }
        if (batch < 2)
            return;
        int[] index = [1, 0, 1];
        Decoded(trial, settings, embedding, trial.Prompts(index.Length, size, index), index.Length, size, "Decode with ImageIndex [1, 0, 1]");
    }

    private static void Encoded(BackboneTrial trial, ConformanceSettings settings, Embedding embedding, string call, int batch, long[] size)
    {
        foreach (var name in embedding.Names.Where(name => embedding[name].dim() == 0 || embedding[name].shape[0] != batch))
        {
            throw new CheckFailure(
                call,
                $"'{name}' is {Comparison.Describe(embedding[name])}",
                $"a first dimension of {batch}, the images",
                "Give every tensor of an embedding one row per image."
            );
        }
        foreach (var feature in trial.Description.Features)
        {
            if (!embedding.Names.Contains(feature.Name))
                throw new CheckFailure(
                    call,
                    $"the feature map '{feature.Name}' was asked for and is not there",
                    "every requested name",
                    "Return it, or do not describe it."
                );
            var map = embedding[feature.Name];
            Expect.Result(call, $"'{feature.Name}'", map, [batch, feature.Channels, .. size.Select(_ => -1L)], settings);
            // Networks pad or cut where a stride does not divide a size: one pixel either way.
            if (map.shape[2..].Zip(size).Any(pair => Math.Abs(pair.First - pair.Second / (double)feature.Stride) > 1))
                throw new CheckFailure(
                    call,
                    $"'{feature.Name}' is {Comparison.Describe(map)}",
                    $"the image's size over its stride {feature.Stride}, within one pixel",
                    "Correct the stride in the description."
                );
        }
    }

    private static void Decoded(
        BackboneTrial trial,
        ConformanceSettings settings,
        Embedding embedding,
        PromptBatch prompts,
        int results,
        long[] size,
        string call
    )
    {
        using var output = trial.Decode(embedding, prompts, call);
        var any = size.Select(_ => -1L).ToArray();
        Expect.Result(call, "Logits", output.Logits, [results, trial.Description.Classes, .. size], settings);
        if (trial.Description.DecoderChannels is { } channels)
            Expect.Result(call, "Features", output.Features!, [results, channels, .. any], settings);
        else if (output.Features is not null)
            throw new CheckFailure(
                call,
                "there are Features and DecoderChannels is null",
                "both or neither",
                "Say how many channels the features have, or return none."
            );
        if (output.Hypotheses is { } hypotheses)
            Expect.Result(call, "Hypotheses", hypotheses, [results, -1, trial.Description.Classes, .. output.Logits.shape[2..]], settings);
        if (output.Scores is { } scores)
            Expect.Result(call, "Scores", scores, [results, output.Hypotheses?.shape[1] ?? -1], settings);
        foreach (var (name, extra) in output.Extras)
        {
            if (extra.IsInvalid || extra.dim() == 0 || extra.shape[0] != results)
                throw new CheckFailure(
                    call,
                    extra.IsInvalid ? $"the extra '{name}' is disposed already" : $"the extra '{name}' is {Comparison.Describe(extra)}",
                    $"a first dimension of {results}, the results",
                    "Give every extra one row per result."
                );
            if (extra.is_floating_point())
                Expect.Finite(call, $"the extra '{name}'", extra);
        }
        if (output.RoutingLogits is not null)
            throw new CheckFailure(call, "RoutingLogits is not null", "null before AddRoutingChannels", "Fill it after AddRoutingChannels only.");
    }
}

/// <summary>Shapes, types, devices and finiteness of the routing.</summary>
public sealed class HeadShapesCheck : HeadConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "shapes";

    /// <inheritdoc/>
    public override string Proves =>
        "For every number of experts J and of results that was tried, there are J + 1 finite float32 routing logits per pixel of the "
        + "segmentation, once or for each class as described, or the estimates of as many experts, and a predictor logit where one is described.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [Describes];

    private protected override CheckVerdict Examine(HeadTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        for (var experts = 1; experts <= subject.Settings.LargestExperts; experts++)
        {
            using var head = new HeadTrial(subject, experts, trial.NativeRouting);
            for (var results = 1; results <= subject.Settings.LargestBatch; results++)
            {
                cancellation.ThrowIfCancellationRequested();
                One(head, results, subject.Settings);
            }
        }
        return CheckVerdict.Passed;
    }

    private static void One(HeadTrial head, int results, ConformanceSettings settings)
    {
        var call = $"Route of {results} results for {head.Experts} experts";
        using var segmentation = head.Segmentation(results);
        using var output = head.Route(segmentation, call);
        var plane = segmentation.Logits.shape[2..];
        Expect.Result(call, "RoutingLogits", output.RoutingLogits, [results, .. head.Channels, .. plane], settings);
        if (head.Description.HasPredictor)
            Expect.Result(call, "PredictorLogit", output.PredictorLogit, [results, 1, .. plane], settings);
        else if (output.PredictorLogit is not null)
            throw new CheckFailure(
                call,
                "PredictorLogit is there",
                "null, for HasPredictor is described as false",
                "Describe HasPredictor = true, or return null."
            );
    }
}
