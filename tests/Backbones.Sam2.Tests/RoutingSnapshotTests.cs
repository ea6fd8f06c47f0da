using DeferredSeg.Deferral.Routing;
using VerifyXunit;

namespace Backbones.Sam2.Tests;

/// <summary>The whole native routing of a small image, stored as text; a change of any of it shows as a line.</summary>
public sealed class RoutingSnapshotTests : ScopedTensorTest
{
    [Theory]
    [InlineData(RoutingTokens.Appended)]
    [InlineData(RoutingTokens.Observing)]
    public Task Three_experts_share_a_box(RoutingTokens tokens)
    {
        using var backbone = GoldenSam2.Routed("tiny21", 3, options => options with { RoutingTokens = tokens });
        using var frozen = no_grad();
        using var embedding = backbone.Encode(GoldenSam2.Images("tiny21")[..1, .., 32..64, 32..96].contiguous(), EncodeRequest.None);
        using var output = backbone.Decode(embedding, new() { Boxes = tensor(new float[] { 9, 6, 48, 27 }).view(1, 4) });

        // No rounding of the network's arithmetic may change who answers.
        var largest = output.RoutingLogits!.topk(2, 2).values;
        Assert.InRange((largest.select(2, 0) - largest.select(2, 1)).min().ToDouble(), 1e-4, double.MaxValue);
        return Verifier.Verify(RoutingSnapshot.Of(output.RoutingLogits!, output.PredictorLogit)).UseParameters(tokens);
    }
}
