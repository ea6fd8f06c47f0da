using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DeferredSeg.Archive.Coordination;

/// <summary>A page that shows how an archive stands and renews itself every two seconds; <c>/status.json</c> is the same for scripts.</summary>
public sealed class StatusPage : IAsyncDisposable
{
    private const string Style =
        "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}"
        + "progress{width:100%;height:1.5rem}table{border-collapse:collapse;width:100%}"
        + "th,td{text-align:right;padding:.25rem .75rem;border-bottom:1px solid #bbb}th:first-child,td:first-child{text-align:left}";

    private readonly WebApplication _application;

    private StatusPage(WebApplication application) => _application = application;

    /// <summary>Where it is.</summary>
    public Uri Address => new(_application.Urls.First());

    /// <summary>Serves it.</summary>
    /// <param name="address">Where: http, an address and a port; 0 takes a free one.</param>
    /// <param name="read">Reads how the archive stands; null where nothing is known.</param>
    /// <param name="cancellation">Ends the start early.</param>
    /// <exception cref="IOException">The address cannot be taken.</exception>
    public static async Task<StatusPage> Serve(Uri address, Func<ArchiveStatus?> read, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls(address.GetLeftPart(UriPartial.Authority));
        builder.Services.AddRoutingCore().AddSingleton<IHostLifetime, Unattended>();
        var application = builder.Build();
        application.MapGet("/status.json", IResult () => read() is { } status ? TypedResults.Json(status) : TypedResults.NotFound());
        application.MapGet("/", context => Answer(context, Html(read())));
        try
        {
            await application.StartAsync(cancellation);
            return new(application);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await application.DisposeAsync();
            throw new IOException($"{address.GetLeftPart(UriPartial.Authority)} cannot be listened to: {e.Message} Choose another address or port.", e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    /// <summary>The page.</summary>
    /// <param name="status">How the archive stands; null where nothing is known.</param>
    public static string Html(ArchiveStatus? status)
    {
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"2\"><title>Archive</title>");
        page.Append("<style>").Append(Style).Append("</style></head><body><main>");
        if (status is null)
            page.Append("<h1>Archive</h1><p>Nothing has been written yet.</p>");
        else
            Append(page, status);
        return page.Append("</main></body></html>").ToString();
    }

    private static void Append(StringBuilder page, ArchiveStatus status)
    {
        var settled = (status.Kept ?? 0) + status.Done + status.Failed;
        page.Append(CultureInfo.InvariantCulture, $"<h1>{Shown(status.Output)}</h1>")
            .Append(
                CultureInfo.InvariantCulture,
                $"<p><progress aria-label=\"settled\" max=\"{Math.Max(1, status.Total)}\" value=\"{settled}\"></progress></p>"
            )
            .Append(CultureInfo.InvariantCulture, $"<p>{settled} of {status.Total} settled, {status.Failed} of them failed, {status.Held} at work")
            .Append(status.PerSecond is { } rate ? string.Create(CultureInfo.InvariantCulture, $", {rate:0.0} a second") : "")
            .Append(status.Ended ? ". It has ended.</p>" : ".</p>")
            .Append(CultureInfo.InvariantCulture, $"<p>{Shown(status.Coordinator)}, as of {status.Updated:yyyy-MM-dd HH:mm:ss} UTC.</p>")
            .Append("<table><thead><tr>");
        foreach (var column in (string[])["Worker", "Done", "At work", "Memory"])
            page.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\">{column}</th>");
        page.Append("</tr></thead><tbody>");
        foreach (var worker in status.Workers)
            page.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td>{Shown(worker.Worker)}</td><td>{worker.Done}</td><td>{worker.Holding}</td><td>{worker.Memory} MiB</td></tr>"
            );
        page.Append("</tbody></table>");
        foreach (var sentence in status.Workers.Select(worker => worker.Paused).OfType<string>().Concat(status.Refused))
            page.Append(CultureInfo.InvariantCulture, $"<p role=\"alert\">{Shown(sentence)}</p>");
    }

    private static string Shown(string text) => HtmlEncoder.Default.Encode(text);

    private static Task Answer(HttpContext context, string html)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(html);
    }

    // Ctrl-C is the command's.
    private sealed class Unattended : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
