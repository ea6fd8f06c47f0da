namespace Faults.DisposesEmbedding;

/// <summary>Disposes the embedding that it decodes.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        using (embedding)
            return base.Decode(embedding, prompts, cancellation);
    }
}
