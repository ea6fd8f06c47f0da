using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Deferral.Routing.Regions;
using DeferredSeg.Engine.Systems;

namespace DeferredSeg.Engine.Conversations;

/// <summary>
/// Asks an expert about one region without having it painted: to choose among masks, or to point at what is wrong. The network follows, and the expert is asked
/// again, up to a number of rounds.
/// </summary>
/// <remarks>
/// What stands is among the masks to choose from, first; taking it ends the conversation. People see what the network made of their last clicks and judge it;
/// of simulated and recorded experts it is taken unseen. A question has its round in its key, so that a conversation with a
/// person goes on wherever it was: with its saved state, or without one by talking through what was answered before.
/// </remarks>
/// <param name="panel">The experts.</param>
/// <param name="options">How many masks, how many rounds.</param>
/// <param name="talk">The network; null where it cannot be talked to.</param>
/// <param name="states">Where conversations that wait for an answer are kept; null where they are talked through again.</param>
internal sealed class RegionConversation(ExpertPanel panel, UnitOptions options, ImageTalk? talk, IConversationStates? states)
{
    /// <summary>Lets one of several masks be chosen, until the one that stands is taken.</summary>
    /// <param name="expert">The expert's index, from 0.</param>
    /// <param name="asked">The image and the region.</param>
    /// <param name="origin">What the questions follow from.</param>
    /// <param name="model">What stands at first.</param>
    /// <param name="other">What can be proposed in its place; null where there is nothing.</param>
    /// <param name="cancellation">Ends it early.</param>
    public RegionReply Choose(int expert, ExpertRequest asked, QuestionOrigin? origin, MaskPlanes model, MaskPlanes? other, CancellationToken cancellation)
    {
        asked = asked with { Task = ExpertTask.Choose };
        var at = Resumed(expert, asked, origin, model, cancellation);
        var dialogue = at.Dialogue ?? talk?.Begin(asked.Seed, cancellation);
        var (last, said) = (asked, at.Round == 0 ? null : ExpertReply.Answered(ExpertAnswer.To(asked, at.Stands)));
        for (var round = at.Round; round < options.Rounds; round++)
        {
            var offers = Offers(asked, at.Stands, dialogue, round == 0 ? RegionMasks.Plain(asked, at.Stands, other) : [], cancellation);
            if (offers.Count < 2)
            {
                // Who was told that the network follows sees what it came to.
                if (round > 0 && Looks(expert))
                    return LastLook(expert, asked, origin, at with { Round = round }, dialogue, cancellation);
                break;
            }
            var follows = dialogue is { FollowsChoices: true } && round < options.Rounds - 1;
            var question = asked with
            {
                Proposals = [.. offers.Select(offer => offer.Mask)],
                Followed = follows ? [.. Enumerable.Range(0, offers.Count).Where(i => offers[i].Candidate is not null)] : [],
                Round = round,
            };
            var reply = panel.Ask(expert, question, origin, cancellation);
            at = at with { Questions = at.Questions + 1 };
            if (reply.Status == ExpertStatus.Pending)
            {
                Keep(expert, asked, origin, at with { Round = round }, dialogue);
                return new(question, reply, at.Questions);
            }
            // Who will not choose once more has chosen before.
            if (reply.Answer is not { } answer)
                return new(last, said ?? reply, at.Questions);
            (last, said) = (question, reply);
            if (answer.Choice is not > 0 || !IsAlike(asked, answer.Mask, offers[answer.Choice.Value].Mask))
                break;
            var (mask, candidate) = offers[answer.Choice.Value];
            at = at with { Stands = mask };
            if (candidate is not { } followed || !follows)
                break;
            dialogue!.Choose(followed, cancellation);
        }
        return new(last, said, at.Questions);
    }

    /// <summary>Lets the expert point at what is wrong, until nothing is.</summary>
    /// <inheritdoc cref="Choose"/>
    /// <exception cref="ArgumentException">The network takes no clicks.</exception>
    public RegionReply Click(int expert, ExpertRequest asked, QuestionOrigin? origin, MaskPlanes model, CancellationToken cancellation)
    {
        if (talk is not { TakesClicks: true })
            throw new ArgumentException(
                $"$.routing.units.task is click, and {(talk is null ? "volumes that are segmented whole, and ensembles, are" : $"the backbone {talk.Network} is")} "
                    + "not told where something is; expected annotate, judge or choose, or one network of images that takes clicks: MedSam, Sam2, or Spa around one."
            );
        asked = asked with { Task = ExpertTask.Click };
        var at = Resumed(expert, asked, origin, model, cancellation);
        var dialogue = at.Dialogue;
        for (var round = at.Round; round < options.Rounds; round++)
        {
            var question = asked with { Proposals = [at.Stands], Round = round };
            var reply = panel.Ask(expert, question, origin, cancellation);
            at = at with { Questions = at.Questions + 1 };
            if (reply.Status == ExpertStatus.Pending)
            {
                if (dialogue is not null)
                    Keep(expert, asked, origin, at with { Round = round }, dialogue);
                return new(question, reply, at.Questions);
            }
            // What is shown is right, or was painted over, or is left to the model; or nobody wants to look at it once more.
            if (reply.Answer is not { Clicks: { Count: > 0 } clicks })
                return new(question, reply.Answer is null && round > 0 ? ExpertReply.Answered(ExpertAnswer.To(asked, at.Stands)) : reply, at.Questions);
            dialogue ??= talk.Begin(asked.Seed, cancellation);
            dialogue.Click(clicks, cancellation);
            at = at with { Stands = Within(asked, dialogue.Answer(cancellation), at.Stands) };
        }
        return Looks(expert)
            ? LastLook(expert, asked, origin, at with { Round = options.Rounds }, dialogue, cancellation)
            : new(asked, ExpertReply.Answered(ExpertAnswer.To(asked, at.Stands)), at.Questions);
    }

    private bool Looks(int expert) => panel.Experts[expert].AnswersLater;

    // Nothing is a person's answer that they have not seen: the last mask is accepted, painted over, or left to the model.
    private RegionReply LastLook(
        int expert,
        ExpertRequest asked,
        QuestionOrigin? origin,
        Progress at,
        IRegionDialogue? dialogue,
        CancellationToken cancellation
    )
    {
        var question = asked with { Task = ExpertTask.Judge, Proposals = [at.Stands], Round = at.Round };
        var reply = panel.Ask(expert, question, origin, cancellation);
        if (reply.Status == ExpertStatus.Pending)
            Keep(expert, asked, origin, at, dialogue);
        return new(
            question,
            reply.Answer is null && reply.Status != ExpertStatus.Pending ? ExpertReply.Answered(ExpertAnswer.To(asked, at.Stands)) : reply,
            at.Questions + 1
        );
    }

    // The mask that stands, the network's candidates, and at first what any network has; each differs from those before it in the region.
    private List<(MaskPlanes Mask, int? Candidate)> Offers(
        ExpertRequest asked,
        MaskPlanes stands,
        IRegionDialogue? dialogue,
        IEnumerable<MaskPlanes> plain,
        CancellationToken cancellation
    )
    {
        List<(MaskPlanes Mask, int? Candidate)> offers = [(stands, null)];
        var candidates = dialogue?.Candidates(options.Candidates - 1, cancellation) ?? [];
        for (var i = 0; i < candidates.Count; i++)
            Add(candidates[i], i);
        foreach (var mask in plain)
            Add(mask, null);
        return offers;

        void Add(MaskPlanes mask, int? candidate)
        {
            if (offers.Count < options.Candidates && !offers.Exists(known => IsAlike(asked, known.Mask, mask)))
                offers.Add((Within(asked, mask, stands), candidate));
        }
    }

    private Progress Resumed(int expert, ExpertRequest asked, QuestionOrigin? origin, MaskPlanes model, CancellationToken cancellation)
    {
        var begin = new Progress(0, model, 0, null);
        if (talk is null || states is null || origin is null || states.Find(panel.KeyOf(expert, asked, origin)) is not { } kept)
            return begin;
        try
        {
            var state = SavedConversation.Read(kept, model);
            return new(state.Round, state.Stands, state.Round, talk.Restore(state.Dialogue, cancellation));
        }
        catch (ArgumentException)
        {
            // Talking through what was answered before comes to the same.
            return begin;
        }
    }

    private void Keep(int expert, ExpertRequest asked, QuestionOrigin? origin, Progress at, IRegionDialogue? dialogue)
    {
        if (states is not null && origin is not null && at.Round > 0 && dialogue is not null)
            states.Keep(panel.KeyOf(expert, asked, origin), new SavedConversation(at.Round, at.Stands, dialogue.Save()).Write());
    }

    private static bool IsAlike(ExpertRequest asked, MaskPlanes one, MaskPlanes other) => RegionMasks.IsAlike(asked.Region, one, other);

    private static MaskPlanes Within(ExpertRequest asked, MaskPlanes mask, MaskPlanes around) => RegionMasks.Within(asked.Region, mask, around);

    private sealed record Progress(int Round, MaskPlanes Stands, int Questions, IRegionDialogue? Dialogue);
}

/// <summary>What became of a region.</summary>
/// <param name="Asked">The question that the reply is to.</param>
/// <param name="Reply">The reply; null where there was nothing to ask.</param>
/// <param name="Questions">How many questions there were, those of earlier rounds among them.</param>
public sealed record RegionReply(ExpertRequest Asked, ExpertReply? Reply, int Questions);

/// <summary>Where conversations that wait for a person are kept.</summary>
public interface IConversationStates
{
    /// <summary>What was kept last; null where nothing was.</summary>
    /// <param name="key">The conversation: that of its first question.</param>
    byte[]? Find(string key);

    /// <summary>Keeps a state in place of the one before.</summary>
    void Keep(string key, byte[] state);
}
