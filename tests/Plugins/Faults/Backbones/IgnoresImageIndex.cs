namespace Faults.IgnoresImageIndex;

/// <summary>Gives one result per image whatever images the prompts name.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default) =>
        base.Decode(embedding, PromptBatch.None, cancellation);
}
