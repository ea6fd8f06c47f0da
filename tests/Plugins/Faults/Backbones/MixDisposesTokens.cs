using DeferredSeg.Abstractions.Backbones;

namespace Faults.MixDisposesTokens;

/// <summary>Disposes the tokens that it mixes with the image.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyPrompted(options)
{
    public override SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        using var tokens = EncodePrompts(embedding, prompts, cancellation);
        using var mixed = base.Mix(embedding, prompts, tokens, cancellation);
        return Project(embedding, prompts, mixed, cancellation);
    }

    public override MixedTokens Mix(Embedding embedding, PromptBatch prompts, PromptTokens tokens, CancellationToken cancellation = default)
    {
        var mixed = base.Mix(embedding, prompts, tokens, cancellation);
        tokens.Sparse.Dispose();
        return mixed;
    }
}
