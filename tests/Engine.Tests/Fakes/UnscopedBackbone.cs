using Backbones.UNet;
using DeferredSeg.Abstractions.Backbones;

namespace DeferredSeg.Engine.Tests.Fakes;

/// <summary>A network whose results belong to no dispose scope, as a guarded plugin's.</summary>
internal sealed class UnscopedBackbone(UNetBackbone inner) : ITrainableBackbone
{
    public nn.Module Module => inner.Module;

    public BackboneDescription Describe() => inner.Describe();

    public Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        var embedding = inner.Encode(images, request, cancellation);
        foreach (var name in embedding.Names)
            embedding[name].DetachFromDisposeScope();
        return embedding;
    }

    public SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        var output = inner.Decode(embedding, prompts, cancellation);
        output.Logits.DetachFromDisposeScope();
        output.Features!.DetachFromDisposeScope();
        return output;
    }

    public void Dispose() { }
}
