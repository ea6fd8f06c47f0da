namespace Faults.WrongDevice;

/// <summary>Gives logits on a device without values.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default) =>
        With(base.Decode(embedding, prompts, cancellation), logits: logits => logits.to(META));
}
