using DeferredSeg.Abstractions.Backbones;

namespace Faults.StepsDifferFromDecode;

/// <summary>Projects in steps to other logits than it decodes to.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyPrompted(options)
{
    private bool _whole;

    public override SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        _whole = true;
        try
        {
            return base.Decode(embedding, prompts, cancellation);
        }
        finally
        {
            _whole = false;
        }
    }

    public override SegmentationOutput Project(Embedding embedding, PromptBatch prompts, MixedTokens mixed, CancellationToken cancellation = default)
    {
        var output = base.Project(embedding, prompts, mixed, cancellation);
        return _whole ? output : With(output, logits: logits => logits.add(0.5));
    }

    public override BackboneDescription Describe() => base.Describe() with { IsThreadSafe = false };
}
