namespace Faults.ReturnsNullFromDecode;

/// <summary>Returns null from Decode.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default) => null!;
}
