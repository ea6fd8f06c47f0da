using System.Security.Cryptography;
using System.Text;
using DeferredSeg.Server.Api;
using DeferredSeg.Studies;
using DeferredSeg.Studies.Readers;
using Microsoft.AspNetCore.Http;

namespace DeferredSeg.Server.Access;

/// <summary>Who sits at the browser: a cookie that no script can read, with a secret that the study keeps the hash of.</summary>
internal sealed class Sessions(Study study, ServerOptions options)
{
    /// <summary>The header in which the page proves that a request is its own.</summary>
    public const string CsrfHeader = "X-CSRF-Token";

    // Servers on one machine share their cookies, whatever their ports.
    private readonly string _cookie = "deferredseg-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(study.Folder))))[..8];

    /// <summary>Who makes a request; null for nobody.</summary>
    public Reader? Of(HttpContext context) =>
        context.Items.TryGetValue(typeof(Sessions), out var known) ? (Reader?)known
        : Token(context) is { } token ? Keep(context, study.Readers.OfSession(token))
        : null;

    /// <summary>Who makes a request, where the gate has let them in.</summary>
    public Reader Required(HttpContext context) => Of(context) ?? throw new ApiException(401, "Sign in first.");

    /// <summary>Begins a session under a new secret; the one before, if any, ends.</summary>
    public string Begin(HttpContext context, Reader reader)
    {
        End(context);
        var token = study.Readers.Begin(reader.Id, options.SessionLifetime);
        context.Response.Cookies.Append(_cookie, token, Cookie(context, options.SessionLifetime));
        Keep(context, reader);
        return Csrf(token);
    }

    /// <summary>Ends the session of a request.</summary>
    public void End(HttpContext context)
    {
        if (Token(context) is not { } token)
            return;
        study.Readers.End(token);
        context.Response.Cookies.Append(_cookie, "", Cookie(context, TimeSpan.Zero));
        Keep(context, null);
    }

    /// <summary>What the page has to send with whatever changes something; null without a session.</summary>
    public string? CsrfOf(HttpContext context) => Token(context) is { } token ? Csrf(token) : null;

    /// <summary>Whether a request has it.</summary>
    public bool IsProven(HttpContext context) =>
        CsrfOf(context) is { } expected
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(context.Request.Headers[CsrfHeader].ToString()));

    private string? Token(HttpContext context) => context.Request.Cookies[_cookie] is { Length: > 0 and <= 200 } token ? token : null;

    private static string Csrf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("csrf:" + token)));

    private static Reader? Keep(HttpContext context, Reader? reader)
    {
        context.Items[typeof(Sessions)] = reader;
        return reader;
    }

    private static CookieOptions Cookie(HttpContext context, TimeSpan age) =>
        new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            Path = context.Request.PathBase.HasValue ? context.Request.PathBase.Value : "/",
            MaxAge = age,
            IsEssential = true,
        };
}
