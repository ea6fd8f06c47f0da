using System.Threading.RateLimiting;
using DeferredSeg.Server.Api;
using Microsoft.AspNetCore.Http;

namespace DeferredSeg.Server.Access;

/// <summary>Whoever guesses passwords or invitations has to wait: so many tries a minute from one address.</summary>
internal sealed class SignInLimit(ServerOptions options) : IDisposable
{
    private readonly PartitionedRateLimiter<HttpContext> _limiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
        RateLimitPartition.GetFixedWindowLimiter(
            context.Connection.RemoteIpAddress?.ToString() ?? "",
            _ => new() { PermitLimit = options.SignInsPerMinute, Window = TimeSpan.FromMinutes(1) }
        )
    );

    /// <exception cref="ApiException">There were too many tries.</exception>
    public void Take(HttpContext context)
    {
        using var lease = _limiter.AttemptAcquire(context);
        if (!lease.IsAcquired)
            throw new ApiException(429, "There were too many tries to sign in; wait a minute.");
    }

    public void Dispose() => _limiter.Dispose();
}
