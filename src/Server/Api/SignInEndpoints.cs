using DeferredSeg.Server.Access;
using DeferredSeg.Studies;
using DeferredSeg.Studies.Readers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DeferredSeg.Server.Api;

/// <summary>Signing in and out.</summary>
internal sealed class SignInEndpoints(Study study, ServerOptions options, Sessions sessions, SignInLimit limit, bool takesUploads)
{
    private const int ShortestPassword = 8;

    public void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/session", Show).ForEverybody();
        api.MapPost("/session", SignIn).ForEverybody();
        api.MapDelete("/session", SignOut).For(ReaderRole.Reader);
    }

    private Task Show(HttpContext context) => Json.Write(context, Answer(sessions.Of(context), sessions.CsrfOf(context)));

    private async Task SignIn(HttpContext context)
    {
        limit.Take(context);
        var wanted = await Json.Read<SignIn>(context, options.LargestRequest);
        var name = wanted.Name ?? "";
        Reader? reader;
        if (wanted.Invitation is { } invitation)
        {
            if (wanted.Password is { } chosen && chosen.Length is < ShortestPassword or > 200)
                throw new ApiException(400, $"The password has {chosen.Length} letters; expected {ShortestPassword} to 200, or none.");
            reader = study.Readers.Accept(invitation, name, wanted.Password);
        }
        else
        {
            reader = study.Readers.WithPassword(name, wanted.Password is { Length: <= 200 } password ? password : "");
        }
        if (reader is null)
            throw new ApiException(401, "Name and password do not fit.");
        await Json.Write(context, Answer(reader, sessions.Begin(context, reader)));
    }

    private Task SignOut(HttpContext context)
    {
        sessions.End(context);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private SessionAnswer Answer(Reader? reader, string? csrf) =>
        reader is null
            ? new(study.Settings.Title, null, null, null)
            : new(
                study.Settings.Title,
                new(reader.Id, reader.Name ?? "", reader.Role, reader.Expert),
                csrf,
                new(study.Settings.Arm, study.Settings.LeaseSeconds, takesUploads && reader.Role >= ReaderRole.Reviewer, options.LargestUpload)
            );
}

/// <summary>Who wants to come in: by an invitation and a name, with a password for the next time or without; or by name and password.</summary>
internal sealed record SignIn(string? Name = null, string? Password = null, string? Invitation = null);

/// <summary>Who is signed in; null for nobody.</summary>
internal sealed record SessionAnswer(string Title, SessionReader? Reader, string? Csrf, SessionStudy? Study);

/// <summary>A reader as they see themselves.</summary>
internal sealed record SessionReader(string Id, string Name, ReaderRole Role, string? Expert);

/// <summary>What the page has to know of the study.</summary>
internal sealed record SessionStudy(StudyArm Arm, int LeaseSeconds, bool Uploads, int LargestUpload);
