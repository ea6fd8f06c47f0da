using DeferredSeg.Abstractions.Backbones;

namespace Tiny;

/// <summary>
/// A sound backbone to derive from that takes every prompt, in one call or in steps: a prompt is its mean, and that is added to the finer map.
/// </summary>
public class TinyPrompted(TinyOptions options) : TinyBackbone(options), IPromptableDecoder
{
    public override BackboneDescription Describe() => base.Describe() with { Prompts = PromptKinds.Box | PromptKinds.Points | PromptKinds.Mask };

    public override SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        using var tokens = EncodePrompts(embedding, prompts, cancellation);
        using var mixed = Mix(embedding, prompts, tokens, cancellation);
        return Project(embedding, prompts, mixed, cancellation);
    }

    public virtual PromptTokens EncodePrompts(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var fine = embedding["fine"];
        var results = prompts.Count((int)fine.shape[0]);
        if (prompts.Masks is { } masks && masks.shape[1] != 1)
            throw new ArgumentException($"Masks of one plane are expected, not of {masks.shape[1]}.", nameof(prompts));
        var given = new[] { prompts.Boxes, prompts.Points, prompts.Masks }.OfType<Tensor>();
        var means = given.Select(prompt => prompt.reshape(results, -1).mean([1]).reshape(results, 1, 1)).ToArray();
        var sparse = means.Length == 0 ? zeros([results, 0, fine.shape[1]], device: fine.device) : cat(means, 1).expand(-1, -1, fine.shape[1]).contiguous();
        var dense = sparse.sum(1).reshape(results, -1, 1, 1).expand(-1, -1, fine.shape[2], fine.shape[3]).contiguous();
        return new(sparse.MoveToOuterDisposeScope(), dense.MoveToOuterDisposeScope());
    }

    public virtual MixedTokens Mix(Embedding embedding, PromptBatch prompts, PromptTokens tokens, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var image = Rows(embedding["fine"], prompts).add(tokens.Dense);
        return new(tokens.Sparse.clone().MoveToOuterDisposeScope(), image.MoveToOuterDisposeScope());
    }

    public virtual SegmentationOutput Project(Embedding embedding, PromptBatch prompts, MixedTokens mixed, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        var (logits, features) = Network.Decode(mixed.Image, Rows(embedding["coarse"], prompts));
        return new(logits.MoveToOuterDisposeScope(), features.MoveToOuterDisposeScope());
    }
}
