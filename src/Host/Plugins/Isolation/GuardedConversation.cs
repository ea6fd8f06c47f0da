using DeferredSeg.Abstractions.Backbones;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>Conversations with a plugin's backbone, guarded as its own calls are. They live as long as the backbone.</summary>
internal sealed class GuardedConversation(PluginGuard guard, GuardedBackbone backbone, torch.Device device)
{
    /// <summary>Begins a conversation; see <see cref="IInteractiveBackbone.Begin"/>.</summary>
    /// <exception cref="ArgumentException">The plugin refuses image or prompts, which is no fault of the plugin.</exception>
    /// <exception cref="PluginCallException">The call went wrong.</exception>
    public IInteractiveSession Begin(Embedding embedding, PromptBatch prompts, long seed, long[] size) =>
        Made("Begin", () => Inner.Begin(Detached.Aliases(embedding), Detached.Aliases(prompts), seed), size);

    /// <summary>Goes on with a conversation; see <see cref="IInteractiveBackbone.Restore"/>.</summary>
    /// <exception cref="ArgumentException">The state is damaged, or of other options or of another image.</exception>
    /// <exception cref="PluginCallException">The call went wrong.</exception>
    public IInteractiveSession Restore(Embedding embedding, byte[] state, long[] size) =>
        Made("Restore", () => Inner.Restore(Detached.Aliases(embedding), state), size);

    private IInteractiveBackbone Inner => backbone.Ability<IInteractiveBackbone>()!;

    private Session Made(string call, Func<IInteractiveSession> make, long[] size)
    {
        var session = guard.Call(call, _ => make(), NotNull, refusal: Refusal, makes: true);
        return new(guard, backbone, session, size, device);
    }

    private static void NotNull(IInteractiveSession? session)
    {
        if (session is null)
            throw new PluginFaultException("it is null; expected a session.");
    }

    private static bool Refusal(Exception e) => e is ArgumentException;

    /// <param name="guard">The plugin's.</param>
    /// <param name="backbone">Whose conversation it is.</param>
    /// <param name="inner">The plugin's own.</param>
    /// <param name="size">Rows and columns of the image.</param>
    /// <param name="device">Where results lie.</param>
    private sealed class Session(PluginGuard guard, GuardedBackbone backbone, IInteractiveSession inner, long[] size, torch.Device device) : IInteractiveSession
    {
        public int Round => guard.Call("Round", _ => inner.Round);

        public SessionProposals Propose(Embedding embedding, int candidates, CancellationToken cancellation = default) =>
            guard.Call(
                "Propose",
                stop => Detached.From(inner.Propose(Detached.Aliases(embedding), candidates, stop)),
                proposals => Check(proposals, candidates),
                static proposals => proposals?.Dispose(),
                cancellation,
                Refusal
            );

        public void Take(Embedding embedding, SessionFeedback feedback, CancellationToken cancellation = default) =>
            guard.Call(
                "Take",
                stop =>
                {
                    inner.Take(Detached.Aliases(embedding), feedback, stop);
                    return true;
                },
                cancellation: cancellation,
                refusal: Refusal
            );

        public byte[] Save() =>
            guard.Call(
                "Save",
                _ => inner.Save(),
                static state =>
                {
                    if (state is not { Length: > 0 })
                        throw new PluginFaultException("it is empty; expected what Restore takes.");
                }
            );

        private void Check(SessionProposals? proposals, int candidates)
        {
            if (proposals is null || proposals.Candidates.Count == 0 || proposals.Candidates.Count > candidates)
                throw new PluginFaultException($"there are {proposals?.Candidates.Count ?? 0} candidates; expected 1 to {candidates}.");
            foreach (var (name, tensor) in proposals.Candidates.Select((one, i) => ($"candidate {i}", one)).Prepend(("the answer", proposals.Answer)))
                TensorCheck.Expect(name, tensor, [1, backbone.Description.Classes, .. size], device, finite: true);
        }
    }
}
