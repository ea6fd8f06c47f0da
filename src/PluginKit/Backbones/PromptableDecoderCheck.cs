using DeferredSeg.Abstractions.Backbones;

namespace DeferredSeg.PluginKit.Backbones;

/// <summary>A prompted decoder step by step.</summary>
public sealed class PromptableDecoderCheck : BackboneConformanceCheck
{
    private const string Mend = "Let Decode take the same three steps, and leave to the caller what is passed in.";

    /// <inheritdoc/>
    public override string Name => "promptable-decoder";

    /// <inheritdoc/>
    public override string Proves =>
        "EncodePrompts, Mix and Project in a row give the bits of Decode for every kind of prompt that was tried, tokens have a row for each "
        + "result, and no step disposes or changes what it is given.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [.. base.Presupposes, Determinism];

    private protected override CheckVerdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        if (trial.Backbone is not IPromptableDecoder decoder)
            return CheckVerdict.NotApplicable("the backbone does not offer its decoder in steps");
        using var embedding = trial.Encode(trial.Images(2, trial.LargestSize));
        if (trial.Description.DecoderImage is { } described)
            Described(described, embedding);
        var kinds = TrialPrompts
            .Kinds(trial.Description)
            .Where(kind => kind != PromptKinds.Mask || subject.Settings.MaskPromptSize is not null)
            .Append(PromptKinds.None);
        foreach (var kind in kinds)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            Steps(
                trial,
                decoder,
                embedding,
                TrialPrompts.Make(kind, 3, trial.LargestSize, subject.Settings, [1, 0, 1]),
                $"with the prompt {kind}",
                subject.Settings
            );
        }
        return CheckVerdict.Passed;
    }

    private static void Described(FeatureMap described, Embedding embedding)
    {
        if (!embedding.Names.Contains(described.Name))
            throw new CheckFailure(
                "Encode",
                $"the embedding has no '{described.Name}', which DecoderImage names; it has {string.Join(", ", embedding.Names)}",
                "the entry that Mix lets tokens look at",
                "Name the entry as Encode does, or leave DecoderImage null."
            );
        if (embedding[described.Name].shape is var found && (found.Length < 2 || found[1] != described.Channels))
            throw new CheckFailure(
                "Encode",
                $"'{described.Name}', which DecoderImage describes, is [{string.Join(", ", found)}]",
                $"{described.Channels} channels, as described",
                "Describe the entry's own channels and stride."
            );
    }

    private static void Steps(
        BackboneTrial trial,
        IPromptableDecoder decoder,
        Embedding embedding,
        PromptBatch prompts,
        string what,
        ConformanceSettings settings
    )
    {
        using var whole = trial.Decode(embedding, prompts, $"Decode {what}");
        var any = whole.Logits.shape[2..].Select(_ => -1L).ToArray();

        using var tokens = Guarded.Call($"EncodePrompts {what}", () => decoder.EncodePrompts(embedding, prompts));
        Expect.Result($"EncodePrompts {what}", "Sparse", tokens.Sparse, [3, -1, -1], settings);
        Expect.Result($"EncodePrompts {what}", "Dense", tokens.Dense, [3, tokens.Sparse.shape[2], .. any], settings);
        var (sparse, dense) = (tokens.Sparse.clone(), tokens.Dense.clone());

        using var mixed = Guarded.Call($"Mix {what}", () => decoder.Mix(embedding, prompts, tokens));
        Expect.Untouched($"Mix {what}", "Sparse", tokens.Sparse, sparse, Mend);
        Expect.Untouched($"Mix {what}", "Dense", tokens.Dense, dense, Mend);
        Expect.Result($"Mix {what}", "Tokens", mixed.Tokens, [3, -1, tokens.Sparse.shape[2]], settings);
        Expect.Result($"Mix {what}", "Image", mixed.Image, tokens.Dense.shape, settings);
        if (trial.Description.DecoderImage is { } described)
            Expect.Result($"Mix {what}", "Image", mixed.Image, [3, .. embedding[described.Name].shape[1..]], settings);
        var (both, image) = (mixed.Tokens.clone(), mixed.Image.clone());

        using var output = Guarded.Call($"Project {what}", () => decoder.Project(embedding, prompts, mixed));
        Expect.Untouched($"Project {what}", "Tokens", mixed.Tokens, both, Mend);
        Expect.Untouched($"Project {what}", "Image", mixed.Image, image, Mend);
        Expect.Same($"the three steps {what}", "Logits", output.Logits, whole.Logits, "they are Decode", Mend);
        if (whole.Features is { } features)
            Expect.Same($"the three steps {what}", "Features", output.Features!, features, "they are Decode", Mend);
    }
}
