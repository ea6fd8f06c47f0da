using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Deferral.Routing.Regions;
using DeferredSeg.Engine.Conversations;
using DeferredSeg.Engine.Systems;

namespace DeferredSeg.Engine.Evaluation;

/// <summary>
/// What each way of answering buys: the same regions, the most valuable first, painted, judged, chosen among masks, or clicked, by recorded or simulated
/// experts. A painting, a judgement, a choice and a click are one act each.
/// </summary>
/// <param name="panel">The experts.</param>
/// <param name="kind">How classes relate.</param>
/// <param name="seed">The seed with which experts are asked.</param>
internal sealed class WayMeasures(ExpertPanel panel, ClassKind kind, long seed)
{
    /// <summary>A point for each way and each number of regions; the ways are those that head and network offer.</summary>
    /// <param name="measured">The case.</param>
    /// <param name="output">What the network says of it.</param>
    /// <param name="origin">What questions follow from.</param>
    /// <param name="talk">The network; null where it cannot be talked to.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="ArgumentException">An expert answers in their own time, or the case is a volume.</exception>
    public IReadOnlyList<DecisionPoint> Of(MeasuredCase measured, GridOutput output, QuestionOrigin origin, ImageTalk? talk, CancellationToken cancellation)
    {
        if (panel.Experts.FirstOrDefault(expert => expert.AnswersLater) is { } person)
            throw new ArgumentException(
                $"The expert {person.Id} answers in their own time; ways of answering are compared with recorded or simulated experts."
            );
        if (output.Case.Grid.Axes != 2)
            throw new ArgumentException("Ways of answering are compared on images; expected no volumes as cases ($.dataset.volumes.cases).");
        var policy = output.Decided.Policy;
        var model = CaseLabels.Masks(output, output.Decided.Model);
        var other = output.Decided.Other is { } masks ? CaseLabels.Masks(output, masks) : null;
        var regions = Regions(measured, policy);
        UnitTask[] ways =
        [
            UnitTask.Annotate,
            .. other is null ? [] : (UnitTask[])[UnitTask.Judge],
            UnitTask.Choose,
            .. talk is { TakesClicks: true } ? (UnitTask[])[UnitTask.Click] : [],
        ];
        var asking = new RegionQuestions(panel, policy, talk);
        List<DecisionPoint> points = [];
        foreach (var way in ways)
        {
            var (fused, acts, pixels, done) = ((byte[])model.Values.Clone(), 0, 0L, 0);
            foreach (var wanted in UnitMeasures.Counts.Prepend(0))
            {
                for (; done < Math.Min(wanted ?? regions.Count, regions.Count); done++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var (routing, unit) = regions[done];
                    var question = CaseAnswers.Question(panel.Experts[unit.Channel - 1], output.Case, kind, seed, 0);
                    var reply = asking.Ask(unit.Channel - 1, question, origin, unit, way, model, other, cancellation);
                    acts += reply.Questions;
                    pixels += unit.Pixels.Count;
                    Put(fused, model, reply, measured.Groups.Count == 1 ? null : model.Classes - measured.Groups.Count + routing);
                }
                points.Add(new(Name(way), wanted, acts, (double)pixels / measured.Groups.Count / measured.Seen.Count, Overlaps(measured, output, fused)));
            }
        }
        return points;
    }

    /// <summary>What a way is called.</summary>
    public static string Name(UnitTask way) => way.ToString().ToLowerInvariant();

    private List<(int Routing, RegionUnit Unit)> Regions(MeasuredCase measured, RoutingPolicy policy)
    {
        var seen = measured.Seen;
        var inside = seen.Plane<byte>(Enumerable.Repeat((byte)1, seen.Count).ToArray(), 0);
        var byPixels = measured.Decide(policy with { InUnits = null });
        bool[] everyone = [.. panel.Experts.Select(_ => true)];
        return
        [
            .. byPixels
                .Decision.SelectMany(
                    (decision, r) =>
                        RegionUnits
                            .Of(
                                seen.Plane<long>(decision, 0),
                                seen.Plane<double>(byPixels.Margins[r], 0),
                                seen.Grid,
                                (policy.Units ?? new()) with
                                {
                                    Decisions = null,
                                    Minutes = null,
                                },
                                policy.Connectivity,
                                everyone,
                                inside
                            )
                            .Select(unit => (r, unit))
                )
                .OrderByDescending(one => one.unit.Worth),
        ];
    }

    // Where there is no answer the model's stands.
    private static void Put(byte[] fused, MaskPlanes model, RegionReply reply, int? only)
    {
        if (reply.Reply?.Answer is not { } answer)
            return;
        var (decided, count) = (ExpertPanel.Decided(reply.Asked, answer).Values, model.Grid.Count);
        for (var k = only ?? 0; k < (only + 1 ?? model.Classes); k++)
        for (var pixel = 0; pixel < count; pixel++)
            if (decided[pixel] == 1)
                fused[k * count + pixel] = answer.Mask.Values[k * count + pixel];
    }

    private List<Overlap> Overlaps(MeasuredCase measured, GridOutput output, byte[] fused)
    {
        var (truth, count) = (output.Case.Reference, output.Case.Grid.Count);
        var first = kind == ClassKind.Exclusive ? 1 : 0;
        return
        [
            .. Enumerable
                .Range(first, truth.Classes - first)
                .Select(k => Overlap.OfLabel(measured.Seen.Of<byte>(fused.AsSpan(k * count, count).ToArray()), measured.Seen.Of(truth.Plane(k)), 1)),
        ];
    }
}
