namespace Faults.WrongOrder;

/// <summary>Gives results in the order of the images, not of the prompts.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default) =>
        base.Decode(embedding, prompts.ImageIndex is { } index ? new PromptBatch { ImageIndex = [.. index.Order()] } : prompts, cancellation);
}
