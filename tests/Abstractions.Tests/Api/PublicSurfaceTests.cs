using DeferredSeg.Abstractions.Plugins;
using VerifyXunit;

namespace DeferredSeg.Abstractions.Tests.Api;

/// <summary>The contract's public surface is approved: a change shows in review, and plugin authors learn of it.</summary>
public sealed class PublicSurfaceTests
{
    [Fact]
    public Task The_contract_offers_what_was_approved() => Verifier.Verify(PublicSurface.Of(typeof(IPlugin).Assembly));
}
