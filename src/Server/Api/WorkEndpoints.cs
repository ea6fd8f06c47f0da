using DeferredSeg.Server.Access;
using DeferredSeg.Server.Cases;
using DeferredSeg.Studies;
using DeferredSeg.Studies.Readers;
using DeferredSeg.Studies.Strokes;
using DeferredSeg.Studies.Work;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DeferredSeg.Server.Api;

/// <summary>What a reader has to do, and what they paint. Every region is looked up in the reader's own list first.</summary>
internal sealed class WorkEndpoints(Study study, ServerOptions options, Sessions sessions, ServerCounters counters)
{
    private const long MostWall = 24 * 60 * 60 * 1000;

    public void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/work", List).For(ReaderRole.Reader);
        api.MapPost("/work/next", Next).For(ReaderRole.Reader);
        api.MapPost("/regions/{id}/claim", Claim).For(ReaderRole.Reader);
        api.MapPost("/regions/{id}/strokes", Append).For(ReaderRole.Reader);
        api.MapPost("/regions/{id}/seal", Seal).For(ReaderRole.Reader);
        api.MapPost("/regions/{id}/decline", Decline).For(ReaderRole.Reader);
        api.MapPost("/regions/{id}/second", Again).For(ReaderRole.Reader);
        api.MapPost("/regions/{id}/release", Release).For(ReaderRole.Reader);
        api.MapPost("/regions/{id}/renew", Renew).For(ReaderRole.Reader);
        api.MapPost("/regions/{id}/notes", Note).For(ReaderRole.Reader);
        api.MapGet("/regions/{id}/image", Image).For(ReaderRole.Reader);
        api.MapGet("/regions/{id}/masks/{which}", Mask).For(ReaderRole.Reader);
    }

    private Task List(HttpContext context) =>
        Json.Write(
            context,
            study
                .Work.List(sessions.Required(context).Id)
                .Select(item => new WorkAnswer(
                    item.AssignmentId,
                    CaseKey.Of(item.CaseId),
                    item.CaseId,
                    item.Expert,
                    item.Task,
                    item.Box,
                    item.Worth,
                    item.State,
                    item.Version,
                    item.IsSecond
                ))
        );

    private async Task Next(HttpContext context)
    {
        if (study.Work.Claim(sessions.Required(context).Id) is { } claim)
            await Json.Write(context, Answer(context, claim));
        else
            context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private Task Claim(HttpContext context)
    {
        var (reader, id) = Own(context);
        return Json.Write(context, Answer(context, study.Work.Claim(reader, id)!));
    }

    // Where some regions come twice, no name tells which.
    private ClaimAnswer Answer(HttpContext context, Claim claim) =>
        ClaimAnswer.Of(claim) is var answer && study.Settings.Repeats > 0 && sessions.Required(context).Role == ReaderRole.Reader
            ? answer with
            {
                CaseId = "Region",
            }
            : answer;

    // A second answer, now that the model may be seen.
    private Task Again(HttpContext context)
    {
        var (reader, id) = Own(context);
        return Json.Write(context, new SecondAsked(study.Work.AskAgain(reader, id)));
    }

    private async Task Append(HttpContext context)
    {
        var (reader, id) = Own(context);
        var write = await Json.Read<StrokesWritten>(context, options.LargestRequest);
        var strokes = (write.Strokes ?? [])
            .Select(one => new TimedStroke(Stroke.Of(one.Stroke.ValueKind == default ? "null" : one.Stroke.GetRawText()), one.Active, one.Wall))
            .ToList();
        var version = study.Work.Append(reader, id, write.Fence, write.Version, write.WriteId ?? "", strokes);
        counters.Strokes(strokes.Count);
        await Json.Write(context, new VersionAnswer(version));
    }

    private async Task Seal(HttpContext context)
    {
        var (reader, id) = Own(context);
        var wanted = await Json.Read<SealWanted>(context, options.LargestRequest);
        var answer = study.Work.Seal(reader, id, wanted.Fence, wanted.Version, wanted.Confidence);
        await Json.Write(context, new SealedResult(answer.Version, answer.SealedAt));
    }

    private async Task Decline(HttpContext context)
    {
        var (reader, id) = Own(context);
        var wanted = await Json.Read<DeclineWanted>(context, options.LargestRequest);
        if (wanted.Reason?.Length > 1000)
            throw new ApiException(400, $"The reason has {wanted.Reason.Length} letters; expected at most 1000.");
        var answer = study.Work.Decline(reader, id, wanted.Fence, wanted.Reason ?? "");
        await Json.Write(context, new SealedResult(answer.Version, answer.SealedAt));
    }

    private async Task Release(HttpContext context)
    {
        var (reader, id) = Own(context);
        study.Work.Release(reader, id, (await Json.Read<Fenced>(context, options.LargestRequest)).Fence);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task Renew(HttpContext context)
    {
        var (reader, id) = Own(context);
        var until = study.Work.Renew(reader, id, (await Json.Read<Fenced>(context, options.LargestRequest)).Fence);
        await Json.Write(context, new LeaseAnswer(until));
    }

    // Time on the region besides strokes: who looks long and paints nothing worked too.
    private async Task Note(HttpContext context)
    {
        var (state, _) = Seen(context);
        var note = await Json.Read<NoteWritten>(context, options.LargestRequest);
        if (state != WorkState.Mine)
            throw new ApiException(409, "The region is not yours now.");
        if (note.Active < 0 || note.Wall < note.Active || note.Wall > MostWall)
            throw new ApiException(400, $"A note has {note.Active} of {note.Wall} ms; expected 0 or more at work, within at most a day.");
        study.Work.Note(sessions.Required(context).Id, (string)context.Request.RouteValues["id"]!, note.What ?? "", note.Active, note.Wall);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private Task Image(HttpContext context) => PlaneContent.Write(context, study.Questions.Image(Seen(context).Question));

    private Task Mask(HttpContext context)
    {
        var (state, question) = Seen(context);
        var which = context.Request.RouteValues["which"] as string ?? "";
        if (state is not (WorkState.Mine or WorkState.Sealed))
            throw ApiException.Missing;
        var id = (string)context.Request.RouteValues["id"]!;
        // Whoever is to answer without the model does not see it here, whatever they ask for.
        var mask = which switch
        {
            "region" => study.Questions.Region(question),
            "answer" when state == WorkState.Sealed => study.Answers.Mask(id),
            "model" => study.Work.Asked(id).Model,
            "before" => study.Work.Asked(id).Before,
            _ when which.StartsWith("proposal-", StringComparison.Ordinal) && int.TryParse(which[9..], out var index) && index >= 0 => study
                .Work.Asked(id)
                .Proposals.ElementAtOrDefault(index),
            _ => null,
        };
        return PlaneContent.Write(context, mask ?? throw ApiException.Missing);
    }

    private (WorkState State, string Question) Seen(HttpContext context) =>
        study.Work.Find(sessions.Required(context).Id, (string)context.Request.RouteValues["id"]!) is var (item, question)
            ? (item.State, question)
            : throw ApiException.Missing;

    // What a reader had, and somebody else has now, is theirs to ask about: the store then says who was first.
    private (string Reader, string Region) Own(HttpContext context)
    {
        var (reader, id) = (sessions.Required(context).Id, (string)context.Request.RouteValues["id"]!);
        return study.Work.Find(reader, id) is not null || study.Work.Draft(reader, id).Count > 0 ? (reader, id) : throw ApiException.Missing;
    }
}
