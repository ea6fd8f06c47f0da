using System.Globalization;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Host.Systems;
using DeferredSeg.Training.Experts;

namespace DeferredSeg.Host.Commands.Route.Images;

/// <summary>Asks the experts about the pixels of one image that were routed to them, and puts the answers into the model's mask.</summary>
/// <remarks>
/// Keys name task, seed, expert, case and fingerprint: the same command asks under the same keys, so that a question that was left before is found again;
/// another image, other weights or another configuration are another question.
/// </remarks>
internal sealed class ExpertQuestions(DeferralSystem system, long seed)
{
    /// <summary>Asks each expert who got a pixel.</summary>
    /// <param name="question">The image, its truth where it is known, and as key the fingerprint.</param>
    /// <param name="decisions">Of each routing the channel of each pixel.</param>
    /// <param name="model">The model's masks.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>The masks with the answers in them, and what each expert said.</returns>
    public (MaskPlanes System, IReadOnlyList<ExpertSaid> Replies) Ask(ExpertRequest question, IReadOnlyList<long[]> decisions, MaskPlanes model, CancellationToken cancellation)
    {
        var values = (byte[])model.Values.Clone();
        var replies = new List<ExpertSaid>();
        for (var j = 0; j < system.Experts.Count; j++)
        {
            cancellation.ThrowIfCancellationRequested();
            replies.Add(Ask(j, question, decisions, values, cancellation));
        }
        return (new(model.Height, model.Width, model.Classes, values), replies);
    }

    private ExpertSaid Ask(int j, ExpertRequest question, IReadOnlyList<long[]> decisions, byte[] values, CancellationToken cancellation)
    {
        var (expert, source) = (system.Panel.Experts[j], system.Experts[j]);
        var region = new byte[question.Image.Height * question.Image.Width];
        foreach (var decision in decisions)
        {
            for (var i = 0; i < region.Length; i++) if (decision[i] == j + 1) region[i] = 1;
        }
        if (!region.Contains((byte)1)) return new(ExpertSaid.NotAsked);
        var own = question with
        {
            Key = string.Create(CultureInfo.InvariantCulture, $"{question.Task}/{seed}/{expert.Id}/{question.Case.Id}/{question.Key}"),
            Region = new(question.Image.Height, question.Image.Width, 1, region),
            GroundTruth = expert.NeedsGroundTruth ? question.GroundTruth : null,
        };
        var reply = source.Poll(source.Submit(own, cancellation), cancellation);
        if (reply.Status == ExpertStatus.Answered) Take(own, reply.Answer!, j + 1, decisions, values);
        return reply.Status switch
        {
            ExpertStatus.Answered => new(ExpertSaid.Answered, null, own.GroundTruth is not null),
            ExpertStatus.Declined => new(ExpertSaid.Declined, reply.Reason),
            _ => new(ExpertSaid.Pending),
        };
    }

    private static void Take(ExpertRequest question, ExpertAnswer answer, int channel, IReadOnlyList<long[]> decisions, byte[] values)
    {
        var decided = ExpertPanel.Decided(question, answer).Values;
        for (var k = 0; k < question.Classes; k++)
        {
            var decision = decisions[decisions.Count == 1 ? 0 : k];
            for (var i = 0; i < decided.Length; i++) if (decision[i] == channel && decided[i] == 1) values[k * decided.Length + i] = answer.Mask.Values[k * decided.Length + i];
        }
    }
}
