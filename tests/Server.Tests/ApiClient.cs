using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DeferredSeg.Server.Uploads;
using DeferredSeg.Studies.Readers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace DeferredSeg.Server.Tests;

/// <summary>A server without a network, and browsers that speak to it.</summary>
internal sealed class TestedServer : IAsyncDisposable
{
    private readonly StudyServer _server;

    private TestedServer(StudyServer server) => _server = server;

    public IServiceProvider Services => _server.Services;

    public static async Task<TestedServer> Start(ServedStudy study, ServerOptions? options = null, IUploadRouter? uploads = null)
    {
        var server = StudyServer.Create(
            study.Study,
            options ?? new(new("http://localhost:8080")) { SignInsPerMinute = 1000 },
            uploads,
            host => host.UseTestServer()
        );
        await server.Start();
        return new(server);
    }

    /// <summary>A browser that nobody is signed in at.</summary>
    public ApiClient Browser() => new(((TestServer)Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()).CreateHandler());

    /// <summary>A browser at which a reader is signed in.</summary>
    public async Task<ApiClient> SignedIn(Reader reader)
    {
        var browser = Browser();
        Assert.Equal(HttpStatusCode.OK, (await browser.SignIn(reader.Name!, ServedStudy.Password)).Status);
        return browser;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}

/// <summary>A browser as the server sees it: it keeps cookies, and says where a request comes from.</summary>
internal sealed class ApiClient(HttpMessageHandler handler, Uri? address = null)
{
    private readonly HttpClient _http = new(handler) { BaseAddress = address ?? new("http://localhost:8080") };

    public Dictionary<string, string> Cookies { get; } = [];

    public string? Csrf { get; set; }

    public string? Origin { get; set; } = (address ?? new("http://localhost:8080")).GetLeftPart(UriPartial.Authority);

    public Dictionary<string, string> Headers { get; } = [];

    public Task<ApiAnswer> SignIn(string name, string password) => Begin(new { name, password });

    public async Task<ApiAnswer> Begin(object body)
    {
        var answer = await Post("session", body);
        if (answer.Status == HttpStatusCode.OK)
            Csrf = answer.Json.GetProperty("csrf").GetString();
        return answer;
    }

    public Task<ApiAnswer> Get(string path) => Send(HttpMethod.Get, path, null);

    public Task<ApiAnswer> Post(string path, object body) =>
        Send(HttpMethod.Post, path, new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"));

    public Task<ApiAnswer> Delete(string path) => Send(HttpMethod.Delete, path, null);

    public async Task<ApiAnswer> Send(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith('/') ? path : $"/api/v1/{path}") { Content = content };
        if (Cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(one => $"{one.Key}={one.Value}")));
        if (Csrf is not null)
            request.Headers.Add("X-CSRF-Token", Csrf);
        if (Origin is not null && method != HttpMethod.Get)
            request.Headers.Add("Origin", Origin);
        foreach (var (name, value) in Headers)
            request.Headers.Add(name, value);
        using var response = await _http.SendAsync(request);
        foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            var parts = cookie.Split(';')[0].Split('=', 2);
            if (parts[1].Length == 0)
                Cookies.Remove(parts[0]);
            else
                Cookies[parts[0]] = parts[1];
        }
        return new(response.StatusCode, await response.Content.ReadAsByteArrayAsync(), response.Headers, response.Content.Headers);
    }
}

/// <summary>What the server answered.</summary>
internal sealed record ApiAnswer(HttpStatusCode Status, byte[] Body, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}
