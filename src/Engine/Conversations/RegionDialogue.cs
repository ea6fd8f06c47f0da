using System.Text.Json;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Engine.Systems;

namespace DeferredSeg.Engine.Conversations;

/// <summary>A conversation with a network about one target, in masks on the pixels that people are asked about.</summary>
public interface IRegionDialogue
{
    /// <summary>Whether the network makes other candidates of a choice; otherwise there is one choice alone.</summary>
    bool FollowsChoices { get; }

    /// <summary>The network's answer to all that was fed back.</summary>
    MaskPlanes Answer(CancellationToken cancellation);

    /// <summary>Other ways to see it; none where the network offers none.</summary>
    /// <param name="most">The most that are wanted, at least 1.</param>
    /// <param name="cancellation">Ends a long computation early.</param>
    IReadOnlyList<MaskPlanes> Candidates(int most, CancellationToken cancellation);

    /// <summary>Feeds a choice back.</summary>
    /// <param name="candidate">Which of those that were last offered, from 0.</param>
    /// <param name="cancellation">Ends a long computation early.</param>
    void Choose(int candidate, CancellationToken cancellation);

    /// <summary>Feeds clicks back.</summary>
    /// <param name="clicks">Where, on the pixels that are asked about; at least one.</param>
    /// <param name="cancellation">Ends a long computation early.</param>
    void Click(IReadOnlyList<ExpertClick> clicks, CancellationToken cancellation);

    /// <summary>All that is needed to go on later.</summary>
    byte[] Save();
}

/// <summary>With a network that holds conversations itself.</summary>
internal sealed class SessionDialogue(IInteractiveSession session, TalkedImage image, Embedding embedding, ClassKind kind) : IRegionDialogue
{
    public bool FollowsChoices => true;

    public MaskPlanes Answer(CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var proposals = session.Propose(embedding, 1, cancellation);
        return image.Mask(proposals.Answer, kind);
    }

    public IReadOnlyList<MaskPlanes> Candidates(int most, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var proposals = session.Propose(embedding, most, cancellation);
        return [.. proposals.Candidates.Select(candidate => image.Mask(candidate, kind))];
    }

    public void Choose(int candidate, CancellationToken cancellation) => Take(new() { Choice = candidate }, cancellation);

    public void Click(IReadOnlyList<ExpertClick> clicks, CancellationToken cancellation) =>
        Take(new() { Clicks = [.. clicks.Select(image.Place)] }, cancellation);

    public byte[] Save() => session.Save();

    private void Take(SessionFeedback feedback, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        session.Take(embedding, feedback, cancellation);
    }
}

/// <summary>
/// With a network that answers to prompts alone: it is asked anew with all clicks so far, and its candidates are its hypotheses or samples, among which one
/// chooses once.
/// </summary>
internal sealed class PromptedDialogue : IRegionDialogue
{
    private readonly DeferredSystem _system;
    private readonly TalkedImage _image;
    private readonly Embedding _embedding;
    private readonly PromptBatch _first;
    private readonly Device _device;
    private readonly List<SessionClick> _clicks;

    public PromptedDialogue(DeferredSystem system, TalkedImage image, Embedding embedding, PromptBatch first, Device device, byte[]? state = null)
    {
        (_system, _image, _embedding, _first, _device) = (system, image, embedding, first, device);
        try
        {
            _clicks = state is null ? [] : JsonSerializer.Deserialize<List<SessionClick>>(state) ?? [];
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"The saved conversation is damaged: {e.Message}", nameof(state), e);
        }
    }

    public bool FollowsChoices => false;

    public MaskPlanes Answer(CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var output = _system.Segment(_embedding, Prompts(), cancellation);
        return Mask(output.Logits);
    }

    public IReadOnlyList<MaskPlanes> Candidates(int most, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var output = _system.Segment(_embedding, Prompts() with { AllHypotheses = true }, cancellation);
        if (output.Segmentation.Hypotheses is not { } hypotheses)
            return [];
        // [1, S, K, H', W']. Probabilities lie half above what logits do.
        var half = _system.Network.Outputs == OutputKind.Logits ? 0 : 0.5;
        return [.. Enumerable.Range(0, (int)Math.Min(most, hypotheses.shape[1])).Select(i => Mask(hypotheses.select(1, i) - half))];
    }

    public void Choose(int candidate, CancellationToken cancellation) => throw new InvalidOperationException("The network follows no choice.");

    public void Click(IReadOnlyList<ExpertClick> clicks, CancellationToken cancellation) => _clicks.AddRange(clicks.Select(_image.Place));

    public byte[] Save() => JsonSerializer.SerializeToUtf8Bytes(_clicks);

    private MaskPlanes Mask(Tensor logits) => _image.Mask(logits, _system.Network.ClassKind);

    private PromptBatch Prompts()
    {
        if (_clicks.Count == 0)
            return _first;
        var clicks = ClickPrompts.Of(_clicks, _device);
        return _first with
        {
            Points = _first.Points is { } points ? cat([points, clicks.Points!], 1) : clicks.Points,
            PointLabels = _first.PointLabels is { } labels ? cat([labels, clicks.PointLabels!], 1) : clicks.PointLabels,
        };
    }
}

/// <summary>Clicks as prompts.</summary>
internal static class ClickPrompts
{
    /// <summary>All of them as points of one result, in the caller's dispose scope.</summary>
    public static PromptBatch Of(IReadOnlyList<SessionClick> clicks, Device device) =>
        PromptBatch.None with
        {
            Points = tensor(clicks.SelectMany(click => new[] { click.X, click.Y }).ToArray(), [1, clicks.Count, 2], device: device),
            PointLabels = tensor(clicks.Select(click => click.IsInside ? 1L : 0).ToArray(), [1, clicks.Count], device: device),
        };
}
