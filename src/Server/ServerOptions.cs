using System.Net;

namespace DeferredSeg.Server;

/// <summary>Where and how a study is served.</summary>
/// <param name="Address">Scheme, host and port to listen at, such as <c>http://127.0.0.1:8080</c>; port 0 takes a free one.</param>
public sealed record ServerOptions(Uri Address)
{
    /// <summary>The path under which a reverse proxy shows it, such as <c>/reading</c>; empty for none.</summary>
    public string PathBase { get; init; } = "";

    /// <summary>Whose X-Forwarded-… headers are believed: the addresses of reverse proxies; nobody's where empty.</summary>
    public IReadOnlyList<IPAddress> Proxies { get; init; } = [];

    /// <summary>How long a reader stays signed in on one browser.</summary>
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromDays(30);

    /// <summary>The most bytes of an uploaded image.</summary>
    public int LargestUpload { get; init; } = 64 << 20;

    /// <summary>The most samples (height x width x channels) of an uploaded image.</summary>
    public int LargestImage { get; init; } = 1 << 26;

    /// <summary>The most bytes of any other request.</summary>
    public int LargestRequest { get; init; } = 4 << 20;

    /// <summary>How often one address may try to sign in within a minute.</summary>
    public int SignInsPerMinute { get; init; } = 30;

    /// <summary>Whether it listens to this machine alone.</summary>
    public bool IsLoopback => Address.IsLoopback;
}
