using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Engine.Conversations;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Host.Runs;

namespace DeferredSeg.Host.Commands.Route;

/// <summary>What one expert said about one image.</summary>
/// <param name="Status">not-asked, absent, answered, pending or declined; of several questions pending before answered before declined.</param>
/// <param name="Reason">Why one was declined.</param>
/// <param name="UsedTruth">Whether the answer was simulated from the ground truth.</param>
/// <param name="Questions">How many questions there were.</param>
/// <param name="PendingQuestions">How many of them have no answer yet.</param>
internal sealed record ExpertSaid(string Status, string? Reason = null, bool UsedTruth = false, int Questions = 0, int PendingQuestions = 0)
{
    public const string NotAsked = "not-asked";
    public const string Absent = "absent";
    public const string Answered = "answered";
    public const string Pending = "pending";
    public const string Declined = "declined";

    /// <summary>What answers to several regions come to.</summary>
    public static ExpertSaid Of(RegionAnswers answers, bool usesTruth) =>
        answers switch
        {
            { Questions: 0 } => new(NotAsked),
            { Pending: > 0 } => new(Pending, answers.Reason, false, answers.Questions, answers.Pending),
            { Declined: var declined } when declined == answers.Questions => new(Declined, answers.Reason, false, answers.Questions),
            _ => new(Answered, answers.Reason, usesTruth, answers.Questions),
        };
}

/// <summary>Asks the experts about the pixels of one image that were routed to them, and puts the answers into the model's mask.</summary>
/// <param name="system">Backbone, head and experts.</param>
/// <param name="policy">Who is there, and who is asked about regions.</param>
internal sealed class ExpertQuestions(ConfiguredSystem system, RoutingPolicy policy)
{
    /// <summary>Where conversations that wait for people are kept; null where they are talked through again.</summary>
    public IConversationStates? Conversations { get; init; }

    /// <summary>Asks each expert who got a pixel.</summary>
    /// <param name="question">The image, and its truth where it is known.</param>
    /// <param name="origin">What the question follows from.</param>
    /// <param name="decisions">Of each routing the channel of each pixel.</param>
    /// <param name="gains">Of each routing what is gained by deferring each pixel.</param>
    /// <param name="model">The model's masks.</param>
    /// <param name="other">What can be proposed in their place; null where the head has no masks of its own.</param>
    /// <param name="talk">The network, for regions that are chosen or clicked; null where it cannot be talked to.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>The masks with the answers in them, what each expert said, and of each routing who answered each pixel.</returns>
    /// <exception cref="ConfigurationException">Proposals are to be judged, and there are none; or the network cannot be talked to as the policy says.</exception>
    public (MaskPlanes System, IReadOnlyList<ExpertSaid> Replies, IReadOnlyList<long[]> Settled) Ask(
        ExpertRequest question,
        QuestionOrigin origin,
        IReadOnlyList<long[]> decisions,
        IReadOnlyList<double[]> gains,
        MaskPlanes model,
        MaskPlanes? other,
        ImageTalk? talk,
        CancellationToken cancellation
    )
    {
        var (masks, answered, replies) = (new List<MaskPlanes>(), new List<ReadOnlyMemory<byte>>(), new List<ExpertSaid>());
        for (var j = 0; j < system.Panel.Experts.Count; j++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (policy.Available?[j] == false)
            {
                replies.Add(new(ExpertSaid.Absent));
                masks.Add(model);
                answered.Add(new byte[model.Height * model.Width]);
                continue;
            }
            var answers = Ask(j, question, origin, decisions, gains, model, other, talk, cancellation);
            replies.Add(ExpertSaid.Of(answers, system.Panel.Experts[j].NeedsGroundTruth && question.GroundTruth is not null));
            masks.Add(answers.Mask);
            answered.Add(answers.Decided.Values);
        }
        List<long[]> settled = [.. decisions.Select(decision => Fusion.Settled(decision, answered))];
        // Where nobody is asked, the model's own mask is the system's: of a large volume a copy is not to be held.
        return (masks.Count == 0 ? model : Fusion.Of(model, masks, settled), replies, settled);
    }

    private RegionAnswers Ask(
        int j,
        ExpertRequest question,
        QuestionOrigin origin,
        IReadOnlyList<long[]> decisions,
        IReadOnlyList<double[]> gains,
        MaskPlanes model,
        MaskPlanes? other,
        ImageTalk? talk,
        CancellationToken cancellation
    )
    {
        try
        {
            return new RegionQuestions(system.Panel, policy, talk, Conversations).Ask(j, question, origin, decisions, gains, model, other, cancellation);
        }
        catch (ArgumentException e) when (e.Message.StartsWith("$.routing", StringComparison.Ordinal))
        {
            throw new ConfigurationException(e.Message, e);
        }
    }
}
