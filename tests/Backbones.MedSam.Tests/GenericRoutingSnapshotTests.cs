using DeferredSeg.Abstractions.Backbones;
using Heads.RoutingChannels;
using Shared.Routing;
using VerifyXunit;

namespace Backbones.MedSam.Tests;

/// <summary>The routing of the head for any backbone over MedSAM's decoder features; a change of any of it shows as a line.</summary>
public sealed class GenericRoutingSnapshotTests : ScopedTensorTest
{
    [Fact]
    public Task One_expert_shares_a_box() => Verify(new RoutingChannelsOptions(Predictor: false), 1);

    [Fact]
    public Task Three_experts_share_a_box() => Verify(new RoutingChannelsOptions(), 3);

    private static Task Verify(RoutingChannelsOptions options, int experts)
    {
        using var backbone = GoldenMedSam.Backbone();
        using var frozen = no_grad();
        using var embedding = backbone.Encode(GoldenMedSam.Images()[..1, .., 96..128, 64..112].contiguous(), EncodeRequest.None);
        var box = tensor(new float[] { 9, 6, 38, 27 }).view(1, 4);
        using var output = backbone.Decode(embedding, new() { Boxes = box });

        return Verifier.Verify(GenericRouting.Text(output, options, experts, digits: 3));
    }
}
