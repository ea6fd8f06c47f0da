using DeferredSeg.Server.Access;
using DeferredSeg.Studies;
using DeferredSeg.Studies.Readers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DeferredSeg.Server.Api;

/// <summary>How readers come along, and who they are: for reviewers and owners.</summary>
internal sealed class ReviewEndpoints(Study study, ServerOptions options, Sessions sessions)
{
    public void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/readers", List).For(ReaderRole.Reviewer);
        api.MapPost("/invitations", Invite).For(ReaderRole.Owner);
        api.MapDelete("/readers/{id}", Forget).For(ReaderRole.Owner);
    }

    private Task List(HttpContext context)
    {
        var readers = study.Readers.List().ToDictionary(reader => reader.Id, StringComparer.Ordinal);
        var checks = study.Answers.Checks().ToLookup(check => check.ReaderId, StringComparer.Ordinal);
        return Json.Write(
            context,
            study
                .Answers.Progress()
                .Select(one => new ReaderAnswer(
                    one.ReaderId,
                    readers[one.ReaderId].Name,
                    readers[one.ReaderId].Role,
                    readers[one.ReaderId].Expert,
                    one.Answered,
                    one.Declined,
                    one.Held,
                    one.ActiveSeconds,
                    checks[one.ReaderId].Count(),
                    checks[one.ReaderId].Any() ? checks[one.ReaderId].Average(check => check.Dice) : null
                ))
        );
    }

    private async Task Invite(HttpContext context)
    {
        var wanted = await Json.Read<InvitationWanted>(context, options.LargestRequest);
        if (wanted.Days is not (> 0 and <= 3650))
            throw new ApiException(400, FormattableString.Invariant($"The invitation would serve {wanted.Days} days; expected more than 0 and at most 3650."));
        var token = study.Readers.Invite(wanted.Role, string.IsNullOrWhiteSpace(wanted.Expert) ? null : wanted.Expert, TimeSpan.FromDays(wanted.Days));
        await Json.Write(context, new InvitationAnswer(token));
    }

    private Task Forget(HttpContext context)
    {
        var id = (string)context.Request.RouteValues["id"]!;
        if (id == sessions.Required(context).Id)
            throw new ApiException(400, "You cannot forget yourself here; ./deferredseg study forget can.");
        if (study.Readers.Find(id) is null)
            throw ApiException.Missing;
        study.Readers.Forget(id);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}

/// <summary>A reader, for reviewers.</summary>
internal sealed record ReaderAnswer(
    string Id,
    string? Name,
    ReaderRole Role,
    string? Expert,
    int Answered,
    int Declined,
    int Held,
    double ActiveSeconds,
    int Checks,
    double? CheckDice
);

/// <summary>An invitation to make.</summary>
internal sealed record InvitationWanted(ReaderRole Role = ReaderRole.Reader, string? Expert = null, double Days = 14);

/// <summary>The secret part of a link, which serves once.</summary>
internal sealed record InvitationAnswer(string Token);
