using DeferredSeg.Abstractions.Backbones;

namespace DeferredSeg.Engine.Conversations;

/// <summary>How a user gets from a first click to the mask that they want.</summary>
public enum ConversationWay
{
    /// <summary>They choose among candidates, and the network follows (SPA).</summary>
    Choose,

    /// <summary>They click at the largest error, in the same conversation.</summary>
    ClickInSession,

    /// <summary>They click at the largest error, and a prompted network answers to all clicks so far.</summary>
    Click,

    /// <summary>They choose once among the network's own hypotheses or samples; nothing changes afterwards.</summary>
    Hypotheses,
}

/// <summary>A network that is talked to, with one image encoded.</summary>
/// <param name="system">The network.</param>
/// <param name="begin">Begins a conversation; null where the network holds none.</param>
/// <param name="device">Where prompts lie.</param>
public sealed class Conversation(Systems.DeferredSystem system, Func<Embedding, PromptBatch, long, IInteractiveSession>? begin, Device device)
{
    /// <summary>The ways that the network offers.</summary>
    public IReadOnlyList<ConversationWay> Ways =>
        [
            .. begin is null ? (ConversationWay[])[] : [ConversationWay.Choose, ConversationWay.ClickInSession],
            .. system.Network.Prompts.HasFlag(PromptKinds.Points) && begin is null ? (ConversationWay[])[ConversationWay.Click] : [],
            .. begin is null ? (ConversationWay[])[ConversationWay.Hypotheses] : [],
        ];

    /// <summary>Dice after each of some interactions, the first click being the first.</summary>
    /// <param name="embedding">Of one image.</param>
    /// <param name="user">Who talks.</param>
    /// <param name="way">How.</param>
    /// <param name="rounds">Interactions, at least 1.</param>
    /// <param name="candidates">The most candidates or hypotheses that are chosen from.</param>
    /// <param name="seed">What random numbers follow from.</param>
    /// <param name="cancellation">Stops between rounds.</param>
    public double[] Talk(
        Embedding embedding,
        SimulatedUser user,
        ConversationWay way,
        int rounds,
        int candidates,
        long seed,
        CancellationToken cancellation = default
    )
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        return way switch
        {
            ConversationWay.Choose or ConversationWay.ClickInSession => Converse(embedding, user, way, rounds, candidates, seed, cancellation),
            ConversationWay.Click => Click(embedding, user, rounds, cancellation),
            _ => Choose(embedding, user, rounds, candidates, cancellation),
        };
    }

    private double[] Converse(
        Embedding embedding,
        SimulatedUser user,
        ConversationWay way,
        int rounds,
        int candidates,
        long seed,
        CancellationToken cancellation
    )
    {
        var session = begin!(embedding, First(user), seed);
        var dice = new double[rounds];
        for (var round = 0; round < rounds; round++)
        {
            using var inner = NewDisposeScope();
            using var proposals = session.Propose(embedding, candidates, cancellation);
            var answer = Mask(proposals.Answer);
            dice[round] = user.Dice(answer);
            if (round == rounds - 1)
                break;
            var feedback =
                way == ConversationWay.Choose ? new SessionFeedback { Choice = user.Nearest([.. proposals.Candidates.Select(Mask)]) }
                : user.Correct(answer) is { } click ? new SessionFeedback { Clicks = [click] }
                : null;
            if (feedback is null)
                return Rest(dice, round);
            session.Take(embedding, feedback, cancellation);
        }
        return dice;
    }

    private double[] Click(Embedding embedding, SimulatedUser user, int rounds, CancellationToken cancellation)
    {
        var (clicks, dice) = (new List<SessionClick> { user.First }, new double[rounds]);
        for (var round = 0; round < rounds; round++)
        {
            using var inner = NewDisposeScope();
            using var output = system.Segment(embedding, ClickPrompts.Of(clicks, device), cancellation);
            var answer = Mask(output.Logits);
            dice[round] = user.Dice(answer);
            if (user.Correct(answer) is not { } click)
                return Rest(dice, round);
            clicks.Add(click);
        }
        return dice;
    }

    private double[] Choose(Embedding embedding, SimulatedUser user, int rounds, int candidates, CancellationToken cancellation)
    {
        using var output = system.Segment(embedding, First(user) with { AllHypotheses = true }, cancellation);
        var dice = new double[rounds];
        dice[0] = user.Dice(Mask(output.Logits));
        if (output.Segmentation.Hypotheses is not { } hypotheses)
            return Rest(dice, 0);
        var masks = Enumerable.Range(0, (int)Math.Min(candidates, hypotheses.shape[1])).Select(i => Mask(hypotheses.select(1, i))).ToList();
        // They take none that is further away than the answer.
        var best = user.Dice(masks[user.Nearest(masks)]);
        for (var round = 1; round < rounds; round++)
            dice[round] = Math.Max(dice[0], best);
        return dice;
    }

    private PromptBatch First(SimulatedUser user) =>
        system.Network.Prompts.HasFlag(PromptKinds.Points) ? ClickPrompts.Of([user.First], device) : PromptBatch.None;

    private static double[] Rest(double[] dice, int last)
    {
        Array.Fill(dice, dice[last], last, dice.Length - last);
        return dice;
    }

    private static byte[] Mask(Tensor logits)
    {
        using var scope = NewDisposeScope();
        return [.. (logits > 0).to(ScalarType.Byte).cpu().contiguous().data<byte>()];
    }
}
