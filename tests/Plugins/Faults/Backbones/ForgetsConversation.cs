using DeferredSeg.Abstractions.Backbones;

namespace Faults.ForgetsConversation;

/// <summary>Begins anew where a conversation is to go on.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyInteractive(options)
{
    public override IInteractiveSession Restore(Embedding embedding, ReadOnlySpan<byte> state) => Begin(embedding, PromptBatch.None, 0);
}
