namespace Faults.DecodeDiffersFromForward;

/// <summary>Decodes to logits that are not its network's.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default) =>
        With(base.Decode(embedding, prompts, cancellation), logits: logits => logits.add(0.5));
}
