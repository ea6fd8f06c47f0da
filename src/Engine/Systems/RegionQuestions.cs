using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Deferral.Routing.Regions;
using DeferredSeg.Engine.Conversations;

namespace DeferredSeg.Engine.Systems;

/// <summary>
/// Asks one expert about the pixels of an image that were routed to them: in one question, or in one for each region where the policy makes regions. Routing
/// and evaluation ask here.
/// </summary>
/// <param name="panel">The experts.</param>
/// <param name="policy">Who is asked about regions, and how those are made.</param>
/// <param name="talk">The network, for regions that are chosen or clicked; null where it cannot be talked to.</param>
/// <param name="states">Where conversations that wait are kept; null where they are talked through again.</param>
public sealed class RegionQuestions(ExpertPanel panel, RoutingPolicy policy, ImageTalk? talk = null, IConversationStates? states = null)
{
    private readonly UnitOptions _units = policy.Units ?? new();

    /// <summary>Whether an expert is asked about each region by itself.</summary>
    /// <param name="policy">Who is asked about regions.</param>
    /// <param name="expert">The expert's index, from 0.</param>
    /// <param name="who">The expert.</param>
    public static bool AsksEach(RoutingPolicy policy, int expert, ExpertDescriptor who) =>
        policy.InUnits?[expert] == true && (policy.Units ?? new()).AsksEach(who);

    /// <summary>Whether experts who are asked about regions by themselves talk with the network.</summary>
    /// <param name="policy">Who is asked about regions.</param>
    public static bool Talks(RoutingPolicy policy) => policy.InUnits is not null && policy.Units?.Task is UnitTask.Choose or UnitTask.Click;

    /// <summary>Asks.</summary>
    /// <param name="expert">The expert's index, from 0.</param>
    /// <param name="question">The image, and its truth where it is known; without a region.</param>
    /// <param name="origin">What the question follows from.</param>
    /// <param name="decisions">Of each routing the channel of each pixel.</param>
    /// <param name="gains">Of each routing what is gained by deferring each pixel.</param>
    /// <param name="model">The model's masks.</param>
    /// <param name="other">What can be proposed in their place; null where the head has no masks of its own.</param>
    /// <param name="cancellation">Ends a long computation early.</param>
    /// <exception cref="ArgumentException">Proposals are to be judged, and the head has none; or the network cannot be talked to as the policy says.</exception>
    public RegionAnswers Ask(
        int expert,
        ExpertRequest question,
        QuestionOrigin origin,
        IReadOnlyList<long[]> decisions,
        IReadOnlyList<double[]> gains,
        MaskPlanes model,
        MaskPlanes? other,
        CancellationToken cancellation
    )
    {
        var grid = question.Image.Grid;
        var (mine, worth) = (new long[grid.Count], new double[grid.Count]);
        for (var r = 0; r < decisions.Count; r++)
        for (var pixel = 0; pixel < mine.Length; pixel++)
        {
            if (decisions[r][pixel] != expert + 1)
                continue;
            mine[pixel] = 1;
            worth[pixel] += double.IsFinite(gains[r][pixel]) ? gains[r][pixel] : 0;
        }
        var asksEach = AsksEach(policy, expert, panel.Experts[expert]);
        IReadOnlyList<RegionUnit> units =
            asksEach ? RegionUnits.Connected(mine, worth, grid, policy.Connectivity)
            : mine.Contains(1) ? [new(1, [.. Enumerable.Range(0, mine.Length).Where(pixel => mine[pixel] == 1)], worth.Sum())]
            : [];
        var answers = new RegionAnswers(new(model.Grid, model.Classes, new byte[model.Values.Length]), new(model.Grid, 1, new byte[mine.Length]));
        foreach (var unit in units)
        {
            cancellation.ThrowIfCancellationRequested();
            answers = answers.With(Ask(expert, question, origin, unit, asksEach ? _units.Task : UnitTask.Annotate, model, other, cancellation));
        }
        return answers;
    }

    /// <summary>Asks about one region.</summary>
    /// <param name="expert">The expert's index, from 0.</param>
    /// <param name="question">The image, and its truth where it is known; without a region.</param>
    /// <param name="origin">What the question follows from.</param>
    /// <param name="unit">The region.</param>
    /// <param name="task">What is asked about it.</param>
    /// <param name="model">The model's masks.</param>
    /// <param name="other">What can be proposed in their place; null where the head has no masks of its own.</param>
    /// <param name="cancellation">Ends a long computation early.</param>
    /// <inheritdoc cref="Ask(int, ExpertRequest, QuestionOrigin, IReadOnlyList{long[]}, IReadOnlyList{double[]}, MaskPlanes, MaskPlanes?, CancellationToken)" path="/exception"/>
    public RegionReply Ask(
        int expert,
        ExpertRequest question,
        QuestionOrigin origin,
        RegionUnit unit,
        UnitTask task,
        MaskPlanes model,
        MaskPlanes? other,
        CancellationToken cancellation
    )
    {
        var who = panel.Experts[expert];
        var region = new byte[question.Image.Grid.Count];
        foreach (var pixel in unit.Pixels)
            region[pixel] = 1;
        var asked = question with
        {
            GroundTruth = who.NeedsGroundTruth ? question.GroundTruth : null,
            Model = who.AnswersLater ? model : null,
            Region = new(question.Image.Grid, 1, region),
            Worth = unit.Worth,
        };
        var conversation = new RegionConversation(panel, _units, talk, states);
        switch (task)
        {
            case UnitTask.Choose:
                return conversation.Choose(expert, asked, origin, model, other, cancellation);
            case UnitTask.Click:
                return conversation.Click(expert, asked, origin, model, cancellation);
            case UnitTask.Judge when other is null:
                throw new ArgumentException(
                    "$.routing.units.task is judge, and the head has no mask of its own to propose; expected annotate, choose, or the head Estimates."
                );
            case UnitTask.Judge when !Differs(model, other, unit):
                return new(asked, null, 0);
            case UnitTask.Judge:
                // Whoever is simulated compares the proposal with what stands.
                asked = asked with
                {
                    Task = ExpertTask.Judge,
                    Proposals = [other],
                    Model = model,
                };
                break;
            default:
                asked = asked with { Proposals = who.AnswersLater && other is not null ? [other] : [] };
                break;
        }
        return new(asked, panel.Ask(expert, asked, origin, cancellation), 1);
    }

    private static bool Differs(MaskPlanes model, MaskPlanes other, RegionUnit unit) =>
        unit.Pixels.Any(pixel =>
            Enumerable.Range(0, model.Classes).Any(k => model.Values[k * model.Grid.Count + pixel] != other.Values[k * model.Grid.Count + pixel])
        );
}

/// <summary>What one expert said about an image.</summary>
/// <param name="Mask">K planes; where nothing is decided without meaning.</param>
/// <param name="Decided">One plane: 1 where there is an answer.</param>
public sealed record RegionAnswers(MaskPlanes Mask, MaskPlanes Decided)
{
    /// <summary>How many questions there were.</summary>
    public int Questions { get; init; }

    /// <summary>How many have no answer yet.</summary>
    public int Pending { get; init; }

    /// <summary>How many were declined.</summary>
    public int Declined { get; init; }

    /// <summary>Why the first of those was; null where none was.</summary>
    public string? Reason { get; init; }

    /// <summary>Takes a further reply in.</summary>
    /// <param name="region">What became of a region.</param>
    public RegionAnswers With(RegionReply region)
    {
        var counted = this with { Questions = Questions + region.Questions };
        if (region.Reply is not { } reply)
            return counted;
        switch (reply.Status)
        {
            case ExpertStatus.Pending:
                return counted with { Pending = Pending + 1 };
            case ExpertStatus.Declined:
                return counted with { Declined = Declined + 1, Reason = Reason ?? reply.Reason };
        }
        var answer = reply.Answer!;
        var decided = ExpertPanel.Decided(region.Asked, answer).Values;
        for (var pixel = 0; pixel < decided.Length; pixel++)
        {
            if (decided[pixel] == 0)
                continue;
            Decided.Values[pixel] = 1;
            for (var k = 0; k < Mask.Classes; k++)
                Mask.Values[k * decided.Length + pixel] = answer.Mask.Values[k * decided.Length + pixel];
        }
        return counted;
    }
}
