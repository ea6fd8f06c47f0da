namespace Faults.NotDeterministic;

/// <summary>Adds a number that grows from call to call.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    private int _calls;

    public override SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default) =>
        With(base.Decode(embedding, prompts, cancellation), logits: logits => logits.add(0.01 * _calls++));
}
