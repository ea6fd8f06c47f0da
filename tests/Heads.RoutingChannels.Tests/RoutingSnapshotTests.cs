using DeferredSeg.Deferral.Routing;
using DeferredSeg.Formats.Safetensors;
using VerifyXunit;

namespace Heads.RoutingChannels.Tests;

/// <summary>Small cases whose whole routing is stored as text; a change of any of it shows as a line.</summary>
public sealed class RoutingSnapshotTests : ScopedTensorTest
{
    [Fact]
    public Task One_expert_takes_the_right_half()
    {
        using var output = HandSetHead.Route(
            new RoutingChannelsOptions(PredictorWidth: 2),
            1,
            1,
            (6, 9),
            (6, 9),
            [
                [0, 0, 0, 17],
                [4, 0, 0, 0],
            ]
        );

        return Verifier.Verify(RoutingSnapshot.Of(output.RoutingLogits, output.PredictorLogit));
    }

    [Fact]
    public Task Three_experts_share_an_image_twice_as_large_as_the_features()
    {
        using var output = HandSetHead.ThreeExperts();

        return Verifier.Verify(RoutingSnapshot.Of(output.RoutingLogits, output.PredictorLogit));
    }

    [Fact]
    public Task Each_of_two_classes_has_its_own_routing()
    {
        using var output = HandSetHead.Route(
            new RoutingChannelsOptions(RoutesPerClass: true, Predictor: false),
            1,
            2,
            (7, 5),
            (7, 5),
            [
                [0, 0, 0, 6],
                [0, 0, 2, 0],
                [0, 4, 0, 0],
                [0, 0, 0, 10],
            ]
        );

        return Verifier.Verify(RoutingSnapshot.Of(output.RoutingLogits));
    }

    [Theory]
    [InlineData(TieRule.LowestChannel)]
    [InlineData(TieRule.ToExpert)]
    public Task Ties_of_the_reference_go_by_the_rule(TieRule ties)
    {
        using var golden = SafetensorsFile.Open(Path.Combine(AppContext.BaseDirectory, "Golden", "deferral", "J3_ties.safetensors"));
        var (routing, predictor) = (Read("routing_logits").unsqueeze(1), Read("predictor_logit"));

        return Verifier.Verify(RoutingSnapshot.Of(routing, predictor, new() { Ties = ties })).UseParameters(ties);

        Tensor Read(string name)
        {
            Assert.True(golden.TryGet(name, out var info));
            var tensor = empty([.. info.Shape], ScalarType.Float64);
            golden.Read(name, tensor.bytes);
            return tensor;
        }
    }

    [Fact]
    public void Another_weight_changes_the_text_of_a_stored_case()
    {
        int[][] weights =
        [
            [0, 0, 0, 17],
            [4, 0, 0, 0],
        ];
        var stored = Text(weights);
        weights[1][0] = 3;

        Assert.Equal(
            stored,
            Text([
                [0, 0, 0, 17],
                [4, 0, 0, 0],
            ])
        );
        var differ = stored
            .Split('\n')
            .Zip(Text(weights).Split('\n'))
            .Index()
            .Where(lines => lines.Item.First != lines.Item.Second)
            .Select(lines => lines.Index);
        // Counts, loads and regions, and every row of the map; shape, predictor and titles stay.
        Assert.Equal([4, 5, 6, 8, 9, 11, 12, 13, 14, 15, 16], differ);

        static string Text(int[][] weights)
        {
            using var output = HandSetHead.Route(new RoutingChannelsOptions(Predictor: false), 1, 1, (6, 9), (6, 9), weights);
            return RoutingSnapshot.Of(output.RoutingLogits);
        }
    }
}
