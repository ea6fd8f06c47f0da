using DeferredSeg.Studies.Readers;
using Microsoft.AspNetCore.Builder;

namespace DeferredSeg.Server.Access;

/// <summary>Who may use an endpoint. One that does not say is nobody's.</summary>
/// <param name="AtLeast">The least role; null for everybody, signed in or not.</param>
internal sealed record EndpointAccess(ReaderRole? AtLeast);

/// <summary>Says who may use an endpoint.</summary>
internal static class EndpointAccessExtensions
{
    public static void ForEverybody(this IEndpointConventionBuilder endpoint) => endpoint.WithMetadata(new EndpointAccess(null));

    public static void For(this IEndpointConventionBuilder endpoint, ReaderRole least) => endpoint.WithMetadata(new EndpointAccess(least));
}
