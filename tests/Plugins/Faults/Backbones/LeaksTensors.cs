namespace Faults.LeaksTensors;

/// <summary>Forgets a tensor at every decoding.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        _ = embedding["fine"].add(1);
        return base.Decode(embedding, prompts, cancellation);
    }
}
