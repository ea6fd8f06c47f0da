using DeferredSeg.Server.Access;
using DeferredSeg.Server.Api;
using DeferredSeg.Server.Pages;
using DeferredSeg.Server.Uploads;
using DeferredSeg.Studies;
using DeferredSeg.Studies.Readers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;

namespace DeferredSeg.Server;

/// <summary>Serves a study to its readers' browsers. Nothing is read from the environment or from files beside the study.</summary>
public sealed class StudyServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Study _study;
    private readonly IDisposable[] _owned;

    private StudyServer(WebApplication application, Study study, params IDisposable[] owned) => (_application, _study, _owned) = (application, study, owned);

    /// <summary>Where it listens, once it was started: the address that was asked for with its real port.</summary>
    public Uri Address => new(_application.Urls.First());

    /// <summary>Its services, for tests that stand in for the network.</summary>
    internal IServiceProvider Services => _application.Services;

    /// <summary>Prepares a server.</summary>
    /// <param name="study">The study; it stays the caller's.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="uploads">Routes images that are uploaded; none are taken where it is null.</param>
    public static StudyServer Create(Study study, ServerOptions options, IUploadRouter? uploads = null) => Create(study, options, uploads, null);

    /// <summary>Prepares a server on something else than a network.</summary>
    internal static StudyServer Create(Study study, ServerOptions options, IUploadRouter? uploads, Action<IWebHostBuilder>? host)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        if (host is null)
            builder
                .WebHost.UseKestrelCore()
                .ConfigureKestrel(kestrel =>
                {
                    kestrel.AddServerHeader = false;
                    kestrel.Limits.MaxRequestBodySize = Math.Max(options.LargestUpload, options.LargestRequest) + 1L;
                })
                .UseUrls(options.Address.GetLeftPart(UriPartial.Authority));
        else
            host(builder.WebHost);
        builder.Services.AddRoutingCore();
        var application = builder.Build();

        var counters = new ServerCounters(study);
        var sessions = new Sessions(study, options);
        var limit = new SignInLimit(options);
        var taken = new UploadEndpoints(options, uploads);
        if (options.Proxies.Count > 0)
            application.UseForwardedHeaders(Forwarded(options));
        application.Use(counters.Count);
        application.Use(SecurityHeaders.Add);
        application.Use(ApiErrors.Write);
        if (options.PathBase.Length > 0)
            application.UsePathBase(options.PathBase);
        application.UseRouting();
        application.Use(new AccessGate(sessions, options).Pass);

        application.MapGet("/health", context => Health(context, study)).ForEverybody();
        application.MapGet("/metrics", counters.Write).ForEverybody();
        new PageFiles().Map(application);
        var api = application.MapGroup("/api/v1");
        new SignInEndpoints(study, options, sessions, limit, uploads is not null).Map(api);
        new WorkEndpoints(study, options, sessions, counters).Map(api);
        new CaseEndpoints(study, sessions).Map(api);
        new ReviewEndpoints(study, options, sessions).Map(api);
        taken.Map(api);
        application.MapFallback(_ => throw ApiException.Missing).ForEverybody();
        return new(application, study, limit, taken);
    }

    /// <summary>Begins to listen.</summary>
    /// <exception cref="IOException">The address is taken.</exception>
    public Task Start(CancellationToken cancellation = default) => _application.StartAsync(cancellation);

    /// <summary>Takes no new requests, and finishes those that run.</summary>
    public Task Stop() => _application.StopAsync();

    /// <summary>An invitation for the study's owner; null where it has one.</summary>
    /// <returns>What stands behind the address: <c>#invite=…</c>.</returns>
    public string? OwnersInvitation() =>
        _study.Readers.List().Any(reader => reader is { Role: ReaderRole.Owner, ForgottenAt: null })
            ? null
            : $"#invite={_study.Readers.Invite(ReaderRole.Owner, null, TimeSpan.FromDays(1))}";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        foreach (var one in _owned)
            one.Dispose();
    }

    private static ForwardedHeadersOptions Forwarded(ServerOptions options)
    {
        var forwarded = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
        };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in options.Proxies)
            forwarded.KnownProxies.Add(proxy);
        return forwarded;
    }

    private static Task Health(HttpContext context, Study study)
    {
        // Whether the study can be read.
        study.Readers.Find("");
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync("ok\n", context.RequestAborted);
    }
}
