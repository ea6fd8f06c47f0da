namespace Faults.WrongShape;

/// <summary>Gives logits at half the size of the image.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default) =>
        With(base.Decode(embedding, prompts, cancellation), logits: logits => functional.avg_pool2d(logits, 2));
}
