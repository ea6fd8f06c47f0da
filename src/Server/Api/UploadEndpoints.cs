using DeferredSeg.Server.Access;
using DeferredSeg.Server.Cases;
using DeferredSeg.Server.Uploads;
using DeferredSeg.Studies.Readers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DeferredSeg.Server.Api;

/// <summary>Images that are uploaded and routed, where the server has a network.</summary>
internal sealed class UploadEndpoints(ServerOptions options, IUploadRouter? router) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    public void Map(IEndpointRouteBuilder api) => api.MapPost("/uploads", Take).For(ReaderRole.Reviewer);

    private async Task Take(HttpContext context)
    {
        if (router is null)
            throw new ApiException(409, "This server has no network and takes no images; expected ./deferredseg serve --run.");
        // One image at a time is decoded and routed: that takes memory.
        await _one.WaitAsync(context.RequestAborted);
        try
        {
            var content = await Json.Body(context, options.LargestUpload);
            var routed = await router.Route(UploadedFile.Take(context.Request.Query["name"].ToString(), content, options.LargestImage), context.RequestAborted);
            await Json.Write(context, new UploadAnswer(CaseKey.Of(routed.CaseId), routed.CaseId, routed.Questions, routed.Note));
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}

/// <summary>What became of an uploaded image.</summary>
internal sealed record UploadAnswer(string Key, string CaseId, int Questions, string? Note);
