using System.Collections.Frozen;
using System.Security.Cryptography;
using DeferredSeg.Server.Access;
using DeferredSeg.Server.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DeferredSeg.Server.Pages;

/// <summary>The page: files that are in this assembly, and nothing else of any disk.</summary>
internal sealed class PageFiles
{
    private const string Folder = "page/";

    private readonly FrozenDictionary<string, (byte[] Content, string Tag)> _files;

    public PageFiles()
    {
        var assembly = typeof(PageFiles).Assembly;
        var files = new Dictionary<string, (byte[], string)>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var content = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[content.Length];
            content.ReadExactly(bytes);
            files[name[Folder.Length..]] = (bytes, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}\"");
        }
        _files = files.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", context => Send(context, "index.html")).ForEverybody();
        routes.MapGet("/page/{file}", context => Send(context, (string)context.Request.RouteValues["file"]!)).ForEverybody();
    }

    private async Task Send(HttpContext context, string name)
    {
        // Without the last slash everything that the page names would lie beside it.
        if (name == "index.html" && context.Request.PathBase.HasValue && !context.Request.Path.HasValue)
        {
            context.Response.Redirect(context.Request.PathBase + "/");
            return;
        }
        if (!_files.TryGetValue(name, out var file))
            throw ApiException.Missing;
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.ETag = file.Tag;
        if (context.Request.Headers.IfNoneMatch.ToString() == file.Tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        context.Response.ContentType = Path.GetExtension(name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            _ => "text/javascript; charset=utf-8",
        };
        context.Response.ContentLength = file.Content.Length;
        await context.Response.Body.WriteAsync(file.Content, context.RequestAborted);
    }
}
