using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Deferral.Routing;
using VerifyXunit;

namespace Backbones.MedSam.Tests;

/// <summary>The whole native routing of a small image, stored as text; a change of any of it shows as a line.</summary>
public sealed class RoutingSnapshotTests : ScopedTensorTest
{
    [Theory]
    [InlineData(RoutingTokens.Appended)]
    [InlineData(RoutingTokens.Observing)]
    public Task Three_experts_share_a_box(RoutingTokens tokens)
    {
        using var backbone = GoldenMedSam.Deferred(GoldenMedSam.Options with { RoutingTokens = tokens });
        using var frozen = no_grad();
        using var embedding = backbone.Encode(GoldenMedSam.Images()[..1, .., 96..128, 64..112].contiguous(), EncodeRequest.None);
        using var output = backbone.Decode(embedding, new() { Boxes = tensor(new float[] { 9, 6, 38, 27 }).view(1, 4) });

        return Verifier.Verify(RoutingSnapshot.Of(output.RoutingLogits!, output.PredictorLogit)).UseParameters(tokens);
    }
}
