using DeferredSeg.Server.Uploads;
using DeferredSeg.Studies;
using Microsoft.AspNetCore.Http;

namespace DeferredSeg.Server.Api;

/// <summary>What a refused request answers: a status and JSON with a sentence; never a stack.</summary>
internal static class ApiErrors
{
    public static async Task Write(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            var (status, answer) = Of(e);
            context.Response.Clear();
            SecurityHeaders.Set(context);
            context.Response.StatusCode = status;
            await Json.Write(context, answer);
        }
    }

    private static (int Status, ErrorAnswer Answer) Of(Exception e) =>
        e switch
        {
            ApiException refused => (refused.Status, new(refused.Message)),
            StudyConflictException conflict => (409, new(conflict.Message, Name(conflict.Conflict), conflict.Version)),
            StudyException or ArgumentException => (400, new(e.Message)),
            UploadException => (422, new(e.Message)),
            BadHttpRequestException bad => (bad.StatusCode, new(bad.Message)),
            _ => (500, new($"The server failed at this request: {e.GetType().Name}. Its log says more.")),
        };

    private static string Name(StudyConflict conflict) => char.ToLowerInvariant($"{conflict}"[0]) + $"{conflict}"[1..];
}

/// <summary>Why a request was refused.</summary>
/// <param name="Error">A sentence.</param>
/// <param name="Conflict">staleVersion, lostLease, sealed or otherContent where somebody was first; else null.</param>
/// <param name="Version">The version that stands; null where there is none.</param>
internal sealed record ErrorAnswer(string Error, string? Conflict = null, long? Version = null);
