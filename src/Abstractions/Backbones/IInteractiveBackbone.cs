namespace DeferredSeg.Abstractions.Backbones;

/// <summary>A backbone that a person can talk to about one target: it answers, offers candidates, takes a choice or clicks, and answers anew.</summary>
public interface IInteractiveBackbone : ISegmentorBackbone
{
    /// <summary>Begins a conversation about one target.</summary>
    /// <param name="embedding">What <see cref="ISegmentorBackbone.Encode"/> returned for one image; the session keeps no part of it.</param>
    /// <param name="prompts">What first points at the target, one row; none is the whole image.</param>
    /// <param name="seed">What random numbers follow from, together with the round.</param>
    /// <exception cref="ArgumentException">The embedding has more than one image, or a prompt is of a kind that the network does not take.</exception>
    IInteractiveSession Begin(Embedding embedding, PromptBatch prompts, long seed);

    /// <summary>Goes on with a conversation that was saved, also in another process.</summary>
    /// <param name="embedding">The embedding of the same image by the same weights.</param>
    /// <param name="state">What <see cref="IInteractiveSession.Save"/> returned.</param>
    /// <exception cref="ArgumentException">The state is damaged, or of a version or of options that are not these.</exception>
    IInteractiveSession Restore(Embedding embedding, ReadOnlySpan<byte> state);
}

/// <summary>
/// A conversation about one target. A function of image, weights, first prompts, seed and what was fed back: the same conversation gives the same answers
/// also when it was saved and restored in between.
/// </summary>
/// <remarks>Threads: one call at a time.</remarks>
public interface IInteractiveSession
{
    /// <summary>How often something was fed back, from 0.</summary>
    int Round { get; }

    /// <summary>The answer of this round and candidates to choose from. Asking again gives the same.</summary>
    /// <param name="embedding">The image's embedding.</param>
    /// <param name="candidates">The most candidates K that are wanted, at least 1.</param>
    /// <param name="cancellation">Ends a long computation early.</param>
    /// <returns>The caller's to dispose. There may be fewer candidates than were wanted.</returns>
    SessionProposals Propose(Embedding embedding, int candidates, CancellationToken cancellation = default);

    /// <summary>Takes what the person did; the next <see cref="Propose"/> is of the next round.</summary>
    /// <param name="embedding">The image's embedding.</param>
    /// <param name="feedback">A choice among the candidates that were last proposed, or clicks, or both.</param>
    /// <param name="cancellation">Ends a long computation early.</param>
    /// <exception cref="ArgumentException">
    /// Nothing was fed back, there is no such candidate or none was proposed in this round, or the network takes no clicks.
    /// </exception>
    void Take(Embedding embedding, SessionFeedback feedback, CancellationToken cancellation = default);

    /// <summary>All that is needed to go on later: plain data of a few hundred bytes and the conversation's choices and clicks.</summary>
    byte[] Save();
}

/// <summary>What a session offers in a round. It owns its tensors.</summary>
/// <param name="Answer">Logits of the answer, float32 <c>[1, K, H, W]</c>.</param>
/// <param name="Candidates">Logits of other ways to see it, <c>[1, K, H, W]</c> each, in a stable order.</param>
public sealed record SessionProposals(Tensor Answer, IReadOnlyList<Tensor> Candidates) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Answer.Dispose();
        foreach (var candidate in Candidates)
            candidate.Dispose();
    }
}

/// <summary>What a person did in a round.</summary>
public sealed record SessionFeedback
{
    /// <summary>The candidate that they took, from 0; null where they took none.</summary>
    public int? Choice { get; init; }

    /// <summary>Where they pointed, in input pixels.</summary>
    public IReadOnlyList<SessionClick> Clicks { get; init; } = [];
}

/// <summary>A place that a person pointed at.</summary>
/// <param name="X">Column in input pixels, from 0.</param>
/// <param name="Y">Row in input pixels, from 0.</param>
/// <param name="IsInside">Whether it belongs to the target.</param>
public sealed record SessionClick(float X, float Y, bool IsInside);
