using DeferredSeg.Abstractions.Backbones;

namespace Faults.ExtraOfOtherRows;

/// <summary>Returns an extra that has not a row for each result.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyPrompted(options)
{
    public override SegmentationOutput Project(Embedding embedding, PromptBatch prompts, MixedTokens mixed, CancellationToken cancellation = default)
    {
        var output = base.Project(embedding, prompts, mixed, cancellation);
        return new(output.Logits, output.Features) { Extras = new Dictionary<string, Tensor> { ["mean"] = zeros(output.Logits.shape[0] + 1, 1) } };
    }
}
