namespace Faults.LeavesGradientsOff;

/// <summary>Switches gradients off and never on again.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        var output = base.Decode(embedding, prompts, cancellation);
        if (!Network.training)
            GC.SuppressFinalize(set_grad_enabled(false));
        return output;
    }
}
