namespace Faults.DetachesLogits;

/// <summary>Cuts the logits off from the parameters.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default) =>
        With(
            base.Decode(embedding, prompts, cancellation),
            logits: logits =>
            {
                using var constant = logits.detach();
                return constant.clone();
            }
        );
}
