using DeferredSeg.Server.Api;
using Microsoft.AspNetCore.Http;

namespace DeferredSeg.Server.Access;

/// <summary>Stands before every endpoint: where a request comes from, who makes it, and whether they may.</summary>
internal sealed class AccessGate(Sessions sessions, ServerOptions options)
{
    public Task Pass(HttpContext context, RequestDelegate next)
    {
        RequireHost(context);
        var isUnsafe = !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method);
        if (isUnsafe)
            RequireOrigin(context);
        if (context.GetEndpoint() is not { } endpoint)
            return next(context);
        var access =
            endpoint.Metadata.GetMetadata<EndpointAccess>() ?? throw new InvalidOperationException($"{endpoint.DisplayName} does not say who may use it.");
        if (access.AtLeast is not { } least)
            return next(context);
        if (sessions.Of(context) is not { } reader)
            throw new ApiException(401, "Sign in first: by your invitation link, or with name and password.");
        if (isUnsafe && !sessions.IsProven(context))
            throw new ApiException(403, "This request does not come from the page that you signed in at; load the page again.");
        if (reader.Role < least)
            throw new ApiException(403, $"This is for {(least == Studies.Readers.ReaderRole.Owner ? "owners" : "reviewers and owners")} of the study.");
        return next(context);
    }

    // A name that somebody else's server gives to this machine leads nowhere.
    private void RequireHost(HttpContext context)
    {
        if (!options.IsLoopback || options.Proxies.Count > 0)
            return;
        if (context.Request.Host.Host is not ("localhost" or "127.0.0.1" or "[::1]" or "::1"))
            throw new ApiException(400, $"The server listens to this machine alone; expected localhost, not {context.Request.Host.Host}.");
    }

    private static void RequireOrigin(HttpContext context)
    {
        var request = context.Request;
        var (origin, site) = (request.Headers.Origin.ToString(), request.Headers["Sec-Fetch-Site"].ToString());
        var own = $"{request.Scheme}://{request.Host}";
        if (origin.Length > 0 ? !string.Equals(origin, own, StringComparison.OrdinalIgnoreCase) : site.Length > 0 && site is not ("same-origin" or "none"))
            throw new ApiException(403, $"The request comes from another site ({(origin.Length > 0 ? origin : site)}); expected {own}.");
    }
}
