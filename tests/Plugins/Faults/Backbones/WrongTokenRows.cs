using DeferredSeg.Abstractions.Backbones;

namespace Faults.WrongTokenRows;

/// <summary>Encodes all prompts to one row of tokens, where each result has its own.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyPrompted(options)
{
    private bool _whole;

    public override SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        _whole = true;
        var output = base.Decode(embedding, prompts, cancellation);
        _whole = false;
        return output;
    }

    public override PromptTokens EncodePrompts(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        var tokens = base.EncodePrompts(embedding, prompts, cancellation);
        if (_whole)
            return tokens;
        using (tokens)
            return new(tokens.Sparse.narrow(0, 0, 1).clone(), tokens.Dense.clone());
    }

    public override BackboneDescription Describe() => base.Describe() with { IsThreadSafe = false };
}
