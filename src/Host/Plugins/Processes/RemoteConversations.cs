using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Host.Plugins.Processes.Worker;

namespace DeferredSeg.Host.Plugins.Processes;

/// <summary>Conversations with a network in another process.</summary>
internal sealed class RemoteConversations(RemoteBackbone backbone) : IInteractiveBackbone
{
    public BackboneDescription Describe() => backbone.Describe();

    public Embedding Encode(TorchSharp.torch.Tensor images, EncodeRequest request, CancellationToken cancellation = default) =>
        backbone.Encode(images, request, cancellation);

    public SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default) =>
        backbone.Decode(embedding, prompts, cancellation);

    public IInteractiveSession Begin(Embedding embedding, PromptBatch prompts, long seed)
    {
        var wire = PromptWire.Of(prompts);
        return backbone.Call<SessionState, IInteractiveSession>(
            "Begin",
            new Cargo().Add(embedding).Add(prompts),
            PluginWire.Write(new SessionWire(wire.ImageIndex, wire.AllHypotheses) { Seed = seed }),
            (_, state) => new Session(backbone, state)
        )!;
    }

    public IInteractiveSession Restore(Embedding embedding, ReadOnlySpan<byte> state) =>
        backbone.Call<SessionState, IInteractiveSession>(
            "Resume",
            new Cargo().Add(embedding).Add("state", state.ToArray()),
            null,
            (_, begun) => new Session(backbone, begun)
        )!;

    public void Dispose()
    {
        // The backbone is its own owner.
    }

    private sealed class Session(RemoteBackbone backbone, SessionState state) : IInteractiveSession
    {
        private readonly RemoteToken _token = new(backbone, state.Session);

        public int Round { get; private set; } = state.Round;

        public SessionProposals Propose(Embedding embedding, int candidates, CancellationToken cancellation = default) =>
            backbone.Call(
                "Propose",
                new Cargo().Add(embedding),
                PluginWire.Write(Wire() with { Candidates = candidates }),
                static delivery => delivery.Proposals(),
                cancellation
            )!;

        public void Take(Embedding embedding, SessionFeedback feedback, CancellationToken cancellation = default) =>
            Round = (int)
                backbone.Call<int, object>(
                    "Take",
                    new Cargo().Add(embedding),
                    PluginWire.Write(Wire() with { Feedback = feedback }),
                    static (_, round) => round,
                    cancellation
                )!;

        public byte[] Save() => backbone.Call("Save", new(), PluginWire.Write(Wire()), static delivery => delivery.Bytes("state"))!;

        private SessionWire Wire() => new(null, false) { Session = _token.Number };
    }
}
