using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Host.Runs;

namespace DeferredSeg.Host.Commands.Route;

/// <summary>What one expert said about one image.</summary>
/// <param name="Status">not-asked, absent, answered, pending or declined.</param>
/// <param name="Reason">Why it was declined.</param>
/// <param name="UsedTruth">Whether the answer was simulated from the ground truth.</param>
internal sealed record ExpertSaid(string Status, string? Reason = null, bool UsedTruth = false)
{
    public const string NotAsked = "not-asked";
    public const string Absent = "absent";
    public const string Answered = "answered";
    public const string Pending = "pending";
    public const string Declined = "declined";
}

/// <summary>Asks the experts about the pixels of one image that were routed to them, and puts the answers into the model's mask.</summary>
/// <param name="system">Backbone, head and experts.</param>
/// <param name="policy">Who is there.</param>
internal sealed class ExpertQuestions(ConfiguredSystem system, RoutingPolicy policy)
{
    /// <summary>Asks each expert who got a pixel.</summary>
    /// <param name="question">The image, and its truth where it is known.</param>
    /// <param name="origin">What the question follows from.</param>
    /// <param name="decisions">Of each routing the channel of each pixel.</param>
    /// <param name="model">The model's masks.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>The masks with the answers in them, what each expert said, and of each routing who answered each pixel.</returns>
    public (MaskPlanes System, IReadOnlyList<ExpertSaid> Replies, IReadOnlyList<long[]> Settled) Ask(
        ExpertRequest question,
        QuestionOrigin origin,
        IReadOnlyList<long[]> decisions,
        MaskPlanes model,
        CancellationToken cancellation
    )
    {
        var (masks, answered, replies) = (new List<MaskPlanes>(), new List<ReadOnlyMemory<byte>>(), new List<ExpertSaid>());
        for (var j = 0; j < system.Panel.Experts.Count; j++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (said, mask, decided) = Ask(j, question, origin, decisions, cancellation);
            replies.Add(said);
            masks.Add(mask ?? model);
            answered.Add(decided?.Values ?? new byte[model.Height * model.Width]);
        }
        List<long[]> settled = [.. decisions.Select(decision => Fusion.Settled(decision, answered))];
        return (Fusion.Of(model, masks, settled), replies, settled);
    }

    private (ExpertSaid Said, MaskPlanes? Mask, MaskPlanes? Decided) Ask(
        int j,
        ExpertRequest question,
        QuestionOrigin origin,
        IReadOnlyList<long[]> decisions,
        CancellationToken cancellation
    )
    {
        var region = new byte[question.Image.Height * question.Image.Width];
        foreach (var decision in decisions)
        {
            for (var pixel = 0; pixel < region.Length; pixel++)
                if (decision[pixel] == j + 1)
                    region[pixel] = 1;
        }
        if (policy.Available?[j] == false)
            return (new(ExpertSaid.Absent), null, null);
        if (!region.Contains((byte)1))
            return (new(ExpertSaid.NotAsked), null, null);
        var own = question with
        {
            Region = new(question.Image.Height, question.Image.Width, 1, region),
            GroundTruth = system.Panel.Experts[j].NeedsGroundTruth ? question.GroundTruth : null,
        };
        var reply = system.Panel.Ask(j, own, origin, cancellation);
        return reply.Status switch
        {
            ExpertStatus.Answered => (new(ExpertSaid.Answered, null, own.GroundTruth is not null), reply.Answer!.Mask, ExpertPanel.Decided(own, reply.Answer)),
            ExpertStatus.Declined => (new(ExpertSaid.Declined, reply.Reason), null, null),
            _ => (new(ExpertSaid.Pending), null, null),
        };
    }
}
