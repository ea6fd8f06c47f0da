using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Deferral.Routing.Regions;

namespace DeferredSeg.Engine.Systems;

/// <summary>
/// Asks one expert about the pixels of an image that were routed to them: in one question, or in one for each region where the policy makes regions. Routing
/// and evaluation ask here.
/// </summary>
/// <param name="panel">The experts.</param>
/// <param name="policy">Who is asked about regions, and how those are made.</param>
public sealed class RegionQuestions(ExpertPanel panel, RoutingPolicy policy)
{
    /// <summary>Asks.</summary>
    /// <param name="expert">The expert's index, from 0.</param>
    /// <param name="question">The image, and its truth where it is known; without a region.</param>
    /// <param name="origin">What the question follows from.</param>
    /// <param name="decisions">Of each routing the channel of each pixel.</param>
    /// <param name="gains">Of each routing what is gained by deferring each pixel.</param>
    /// <param name="model">The model's masks.</param>
    /// <param name="other">What can be proposed in their place; null where the head has no masks of its own.</param>
    /// <param name="cancellation">Ends a long computation early.</param>
    /// <exception cref="ArgumentException">Proposals are to be judged, and the head has none.</exception>
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
        var who = panel.Experts[expert];
        var own = question with { GroundTruth = who.NeedsGroundTruth ? question.GroundTruth : null, Model = who.AnswersLater ? model : null };
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
        IReadOnlyList<RegionUnit> units =
            policy.InUnits?[expert] == true && who.AnswersLater ? RegionUnits.Connected(mine, worth, grid, policy.Connectivity)
            : mine.Contains(1) ? [new(1, [.. Enumerable.Range(0, mine.Length).Where(pixel => mine[pixel] == 1)], worth.Sum())]
            : [];
        var isJudged = who.AnswersLater && policy.InUnits?[expert] == true && policy.Units?.Task == UnitTask.Judge;
        if (isJudged && other is null)
            throw new ArgumentException(
                "$.routing.units.task is judge, and the head has no mask of its own to propose; expected annotate, or the head Estimates."
            );
        var answers = new RegionAnswers(new(model.Grid, model.Classes, new byte[model.Values.Length]), new(model.Grid, 1, new byte[mine.Length]));
        foreach (var unit in units)
        {
            cancellation.ThrowIfCancellationRequested();
            if (isJudged && !Differs(model, other!, unit))
                continue;
            var region = new byte[mine.Length];
            foreach (var pixel in unit.Pixels)
                region[pixel] = 1;
            var asked = own with
            {
                Region = new(question.Image.Grid, 1, region),
                Task = isJudged ? ExpertTask.Judge : ExpertTask.Annotate,
                Proposals = who.AnswersLater && other is not null ? [other] : [],
                Worth = unit.Worth,
            };
            var reply = panel.Ask(expert, asked, origin, cancellation);
            answers = answers.With(asked, reply);
        }
        return answers;
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
    /// <param name="asked">The question, with its region.</param>
    /// <param name="reply">The reply.</param>
    public RegionAnswers With(ExpertRequest asked, ExpertReply reply)
    {
        var counted = this with { Questions = Questions + 1 };
        switch (reply.Status)
        {
            case ExpertStatus.Pending:
                return counted with { Pending = Pending + 1 };
            case ExpertStatus.Declined:
                return counted with { Declined = Declined + 1, Reason = Reason ?? reply.Reason };
        }
        var answer = reply.Answer!;
        var decided = ExpertPanel.Decided(asked, answer).Values;
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
