namespace Sound.BlackBox;

/// <summary>A network that shows probabilities and nothing else.</summary>
public sealed class Plugin : BackbonePlugin<BlackBox>;

public sealed class BlackBox(TinyOptions options) : TinyBackbone(options)
{
    public override BackboneDescription Describe() => base.Describe() with { DecoderChannels = null, Outputs = OutputKind.Probabilities };

    public override SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        using var output = base.Decode(embedding, prompts, cancellation);
        return new(output.Logits.sigmoid());
    }
}
