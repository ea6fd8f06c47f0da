namespace Faults.ThrowsInDecode;

/// <summary>Throws in Decode.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default) =>
        throw new InvalidOperationException("This plugin throws here on purpose.");
}
