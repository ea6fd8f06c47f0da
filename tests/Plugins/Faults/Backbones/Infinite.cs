namespace Faults.Infinite;

/// <summary>Gives one infinite logit.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        var output = base.Decode(embedding, prompts, cancellation);
        using var mode = no_grad();
        using var first = output.Logits.flatten().narrow(0, 0, 1);
        first.fill_(float.PositiveInfinity);
        return output;
    }
}
