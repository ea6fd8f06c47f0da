using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Server.Api;
using DeferredSeg.Studies;
using DeferredSeg.Studies.Questions;
using DeferredSeg.Studies.Readers;
using DeferredSeg.Studies.Work;

namespace DeferredSeg.Server.Cases;

/// <summary>An image as one reader may see it: reviewers and owners all of it, readers their own regions and answers alone.</summary>
internal sealed class SeenCase
{
    private readonly Study _study;

    private SeenCase(Study study, string caseId, IReadOnlyList<SeenRegion> regions, bool seesModel, bool seesAll) =>
        (_study, CaseId, Regions, SeesModel, SeesAll) = (study, caseId, regions, seesModel, seesAll);

    /// <summary>The image's name.</summary>
    public string CaseId { get; }

    /// <summary>The reader's second answers, after they saw the model, and how far they are.</summary>
    public IReadOnlyList<(string AssignmentId, WorkState State)> Seconds { get; private init; } = [];

    private string Reader { get; init; } = "";

    // What waits to be answered a second time unannounced: the first answer is not shown meanwhile.
    private IReadOnlyList<string> Repeated { get; init; } = [];

    // The model was hidden from the reader, and is no more.
    private bool IsOver { get; init; }

    /// <summary>Its regions in the order of the reader's list.</summary>
    public IReadOnlyList<SeenRegion> Regions { get; }

    /// <summary>
    /// Whether the model's mask may be seen: by reviewers and owners, and by readers as <see cref="StudyWork.SeesModel"/> has it.
    /// </summary>
    public bool SeesModel { get; }

    /// <summary>Whether everybody's answers are seen.</summary>
    public bool SeesAll { get; }

    /// <summary>The first of its questions, which has the image.</summary>
    public string Question => Regions[0].QuestionId;

    /// <exception cref="ApiException">There is no such image, or the reader has nothing to do with it.</exception>
    public static SeenCase Find(Study study, Reader reader, string key)
    {
        var all = study.Work.List(reader.Id).Where(item => CaseKey.Of(item.CaseId) == key).ToList();
        var own = all.Where(item => item is { IsSecond: false, IsRepeat: false }).ToList();
        var seesAll = reader.Role >= ReaderRole.Reviewer;
        var questions = study.Questions.List(seesAll ? null : reader.Expert).Where(question => CaseKey.Of(question.CaseId) == key).ToList();
        List<SeenRegion> regions = seesAll
            ? [.. questions.Select(question => Region(study, own, question))]
            :
            [
                .. own.Select(item => new SeenRegion(item.AssignmentId, study.Work.Find(reader.Id, item.AssignmentId)!.Value.QuestionId, item.Expert, item.Box)
                {
                    State = item.State,
                    Answered = item.State == WorkState.Sealed,
                }),
            ];
        if (regions.Count == 0)
            throw ApiException.Missing;
        var caseId = questions.FirstOrDefault()?.CaseId ?? own[0].CaseId;
        var sees = study.Work.SeesModel(reader.Id, caseId);
        return new(study, caseId, regions, seesAll || sees, seesAll)
        {
            IsOver = sees && study.Settings.Arm == StudyArm.Hidden,
            Seconds = [.. all.Where(item => item.IsSecond).Select(item => (item.AssignmentId, item.State))],
            Reader = reader.Id,
            Repeated =
            [
                .. all.Where(item => item is { IsRepeat: true, State: WorkState.Mine or WorkState.Open })
                    .Select(item => study.Work.Find(reader.Id, item.AssignmentId)!.Value.QuestionId),
            ],
        };
    }

    /// <summary>The model's mask; background where the study has none.</summary>
    public MaskPlanes Model()
    {
        var question = _study.Questions.Read(Question);
        return question.Model ?? new(question.Image.Grid, question.Classes, new byte[question.Classes * question.Image.Grid.Count]);
    }

    /// <summary>The answers that may be seen put into the model's mask: where there is none the model's stands.</summary>
    /// <param name="model">The model's mask.</param>
    /// <returns>The fused mask, and what the experts said: 0 where nobody did.</returns>
    public (MaskPlanes Fused, MaskPlanes Expert) Fused(MaskPlanes model)
    {
        var pixels = model.Grid.Count;
        var (decision, masks) = (new int[pixels], new List<MaskPlanes>());
        // A later answer wins: that of a later round about the same region.
        var answered = Regions
            .Where(region => region.Answered && !Repeated.Contains(region.QuestionId))
            .Select(region => (Region: region, Answer: _study.Answers.Find(region.AssignmentId)))
            .Where(one => one.Answer is { Abstained: false, Declined: null })
            .OrderBy(one => one.Answer!.SealedAt);
        foreach (var (region, _) in answered)
        {
            if (_study.Answers.Mask(region.AssignmentId) is not { } mask)
                continue;
            masks.Add(mask);
            var asked = _study.Questions.Region(region.QuestionId);
            for (var pixel = 0; pixel < pixels; pixel++)
                if (asked is null || asked.Values[pixel] == 1)
                    decision[pixel] = masks.Count;
        }
        return (Put(model, masks, decision), Put(new(model.Grid, model.Classes, new byte[model.Values.Length]), masks, decision));
    }

    /// <summary>The truth, for who sees all; null where there is none.</summary>
    public MaskPlanes? Truth() => SeesAll ? _study.Questions.TruthOf(CaseId) : null;

    /// <summary>Of each pixel of a slice the region that it belongs to, counted from 1; 0 for none.</summary>
    public ushort[] Areas(int slice, Grid grid)
    {
        var size = grid.Height * grid.Width;
        var areas = new ushort[size];
        for (var i = 0; i < Math.Min(Regions.Count, ushort.MaxValue); i++)
        {
            var region = _study.Questions.Region(Regions[i].QuestionId);
            for (var pixel = 0; pixel < size; pixel++)
                if (region is null || region.Values[slice * size + pixel] == 1)
                    areas[pixel] = (ushort)(i + 1);
        }
        return areas;
    }

    /// <summary>The region under whose name the reader's second answer to a question is; null where there is none yet.</summary>
    public (string Id, WorkState State)? Second(SeenRegion region)
    {
        var name = StudyWork.SecondOf(region.QuestionId, Reader);
        return Seconds.Any(one => one.AssignmentId == name) ? Seconds.First(one => one.AssignmentId == name) : null;
    }

    /// <summary>Whether the reader may answer a region once more: they did, and see the model since.</summary>
    public bool CanAskAgain(SeenRegion region) =>
        IsOver
        && region is { State: WorkState.Sealed, Answered: true }
        && region.AssignmentId == StudyWork.AssignmentOf(region.QuestionId)
        && Second(region)?.State is not (WorkState.Sealed or WorkState.Declined);

    private static SeenRegion Region(Study study, List<WorkItem> own, QuestionSummary question)
    {
        var assignment = StudyWork.AssignmentOf(question.Id);
        return new(assignment, question.Id, question.Expert, question.Box)
        {
            State = own.FirstOrDefault(item => item.AssignmentId == assignment)?.State,
            Answered = question.Status == ExpertStatus.Answered,
            By = study.Answers.Find(assignment)?.ReaderId,
        };
    }

    private static MaskPlanes Put(MaskPlanes model, List<MaskPlanes> masks, int[] decision)
    {
        if (masks.Count == 0)
            return model;
        var (pixels, values) = (model.Grid.Count, new byte[model.Values.Length]);
        for (var k = 0; k < model.Classes; k++)
        {
            ReadOnlyMemory<byte>[] answers = [.. masks.Select(mask => new ReadOnlyMemory<byte>(mask.Values, k * pixels, pixels))];
            Fusion.Of<byte, int>(model.Values.AsSpan(k * pixels, pixels), answers, decision).CopyTo(values, k * pixels);
        }
        return new(model.Grid, model.Classes, values);
    }
}

/// <summary>A region of an image.</summary>
/// <param name="AssignmentId">By which it is claimed.</param>
/// <param name="QuestionId">Its question, which is not for readers.</param>
/// <param name="Expert">Who is asked.</param>
/// <param name="Box">Where it lies.</param>
internal sealed record SeenRegion(string AssignmentId, string QuestionId, string Expert, RegionBox Box)
{
    /// <summary>How far it is for the reader who looks; null where they cannot take it.</summary>
    public WorkState? State { get; init; }

    /// <summary>Whether there is an answer that may be seen.</summary>
    public bool Answered { get; init; }

    /// <summary>Who answered, for reviewers.</summary>
    public string? By { get; init; }
}
