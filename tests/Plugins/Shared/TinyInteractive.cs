using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Randomness;

namespace Tiny;

/// <summary>A sound backbone to derive from that can be talked to, and has an objective of its own: each choice moves all logits up or down.</summary>
public class TinyInteractive(TinyOptions options) : TinyPrompted(options), IInteractiveBackbone, IOwnObjective
{
    public virtual IInteractiveSession Begin(Embedding embedding, PromptBatch prompts, long seed) => new Session(this, 0, 0);

    public virtual IInteractiveSession Restore(Embedding embedding, ReadOnlySpan<byte> state) =>
        state is [(byte)'T', var round, var sum, (byte)'y']
            ? new Session(this, round, (sbyte)sum)
            : throw new ArgumentException("The state is damaged.", nameof(state));

    public virtual IEnumerable<ObjectiveStep> Objective(
        Embedding embedding,
        PromptBatch prompts,
        Tensor target,
        StableRandom random,
        CancellationToken cancellation = default
    )
    {
        using var output = Decode(embedding, prompts, cancellation);
        yield return new(functional.binary_cross_entropy_with_logits(output.Logits, target), Parts);
    }

    protected virtual IReadOnlyList<string> Parts => [];

    private sealed class Session(TinyInteractive network, int round, int sum) : IInteractiveSession
    {
        private static readonly int[] _shifts = [1, -1];

        public int Round { get; private set; } = round;

        private int Sum { get; set; } = sum;

        public SessionProposals Propose(Embedding embedding, int candidates, CancellationToken cancellation = default)
        {
            using var output = network.Decode(embedding, PromptBatch.None, cancellation);
            return new(output.Logits.add(Sum), [.. _shifts.Take(candidates).Select(shift => output.Logits.add(Sum + shift))]);
        }

        public void Take(Embedding embedding, SessionFeedback feedback, CancellationToken cancellation = default)
        {
            if (feedback.Choice is { } choice)
                Sum += choice >= 0 && choice < _shifts.Length ? _shifts[choice] : throw new ArgumentException("There are two candidates.", nameof(feedback));
            Round++;
        }

        public byte[] Save() => [(byte)'T', (byte)Round, (byte)(sbyte)Sum, (byte)'y'];
    }
}
