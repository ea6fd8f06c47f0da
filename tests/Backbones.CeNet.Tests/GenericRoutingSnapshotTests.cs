using Backbones.CeNet.Tests.Golden;
using DeferredSeg.Abstractions.Backbones;
using Heads.RoutingChannels;
using Shared.Routing;
using VerifyXunit;

namespace Backbones.CeNet.Tests;

/// <summary>The routing of the head for any backbone over CENet's last map; a change of any of it shows as a line.</summary>
public sealed class GenericRoutingSnapshotTests : ScopedTensorTest
{
    [Fact]
    public Task One_expert_shares_an_image() => Verify(new RoutingChannelsOptions(Predictor: false), 1);

    [Fact]
    public Task Three_experts_share_an_image() => Verify(new RoutingChannelsOptions(PredictorWidth: 4), 3);

    private static Task Verify(RoutingChannelsOptions options, int experts)
    {
        using var backbone = new CeNetBackbone(SmallNetwork.Options);
        using var frozen = no_grad();
        SmallNetwork.Fill(backbone.Module);
        backbone.Module.eval();
        using var embedding = backbone.Encode(Image(), EncodeRequest.None);
        using var output = backbone.Decode(embedding, PromptBatch.None);

        return Verifier.Verify(GenericRouting.Text(output, options, experts, digits: 2));
    }

    // A bright disc on a slope, and its negative in the second channel: in noise there would be as many regions as pixels.
    private static Tensor Image()
    {
        const int Height = 32;
        const int Width = 40;
        var values = new float[3, Height, Width];
        for (var row = 0; row < Height; row++)
        {
            for (var column = 0; column < Width; column++)
            {
                var disc = (row - 14) * (row - 14) + (column - 22) * (column - 22) < 90;
                values[0, row, column] = disc ? 0.75f : column / 64f - 0.5f;
                values[1, row, column] = -values[0, row, column];
                values[2, row, column] = row / 32f - 0.5f;
            }
        }
        return tensor(values).unsqueeze(0);
    }
}
