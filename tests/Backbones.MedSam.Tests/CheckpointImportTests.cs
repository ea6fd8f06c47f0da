using DeferredSeg.Abstractions.Backbones;

namespace Backbones.MedSam.Tests;

public sealed class CheckpointImportTests : ScopedTensorTest
{
    [Theory]
    [InlineData("pth")]
    [InlineData("safetensors")]
    public void A_published_checkpoint_loads_before_and_after_routing_was_added(string extension)
    {
        using var plain = new MedSamBackbone(GoldenMedSam.Options);
        using var routed = new MedSamBackbone(GoldenMedSam.Options);
        routed.AddRoutingChannels(5);
        var fresh = routed.Network.get_parameter("routing_tokens.weight")!.clone();
        var weights = GoldenMedSam.Weights(extension, routing: false);

        plain.ImportWeights(weights);
        routed.ImportWeights(weights);

        foreach (var (name, tensor) in weights)
        {
            GoldenMedSam.Close(tensor, plain.Network.state_dict()[name], 0, name);
            GoldenMedSam.Close(tensor, routed.Network.state_dict()[name], 0, name);
        }
        GoldenMedSam.Close(fresh, routed.Network.get_parameter("routing_tokens.weight")!, 0);
        Assert.Equal(weights.Keys.Order(StringComparer.Ordinal), plain.Network.state_dict().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Other_weights_are_refused_and_change_nothing()
    {
        using var backbone = new MedSamBackbone(GoldenMedSam.Options);
        backbone.AddRoutingChannels(2);
        var before = backbone.Network.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        var weights = GoldenMedSam.Weights("safetensors");
        Refused("'routing_hypernetworks_mlps.3.layers.0.weight' is unexpected", weights);
        Refused(
            "'routing_tokens.weight' is [4, 64], expected [3, 64]",
            weights.Where(entry => !entry.Key.Contains("routing_hypernetworks_mlps.3.")).ToDictionary()
        );

        weights = GoldenMedSam.Weights("safetensors", routing: false);
        weights.Remove("mask_decoder.iou_token.weight");
        weights["pixel_mean"] = zeros(3);
        Refused("'mask_decoder.iou_token.weight' is missing; 'pixel_mean' is unexpected", weights);
        foreach (var (name, tensor) in backbone.Network.state_dict())
            GoldenMedSam.Close(before[name], tensor, 0, name);

        void Refused(string expected, Dictionary<string, Tensor> wrong) =>
            Assert.Contains(expected, Assert.Throws<ArgumentException>(() => backbone.ImportWeights(wrong)).Message);
    }

    [Fact]
    public void Half_precision_is_converted()
    {
        using var backbone = new MedSamBackbone(GoldenMedSam.Options);
        var weights = GoldenMedSam.Weights("safetensors", routing: false).ToDictionary(entry => entry.Key, entry => entry.Value.to(ScalarType.BFloat16));

        backbone.ImportWeights(weights);

        Assert.All(backbone.Network.state_dict(), entry => Assert.Equal(ScalarType.Float32, entry.Value.dtype));
    }

    [Fact]
    public void Routing_is_added_once_and_for_someone()
    {
        using var backbone = new MedSamBackbone(SmallNetwork.Options);

        Assert.Throws<ArgumentOutOfRangeException>(() => backbone.AddRoutingChannels(0));
        backbone.AddRoutingChannels(3);
        Assert.Contains("for 3 experts already", Assert.Throws<InvalidOperationException>(() => backbone.AddRoutingChannels(3)).Message);
        Assert.Equal(3, backbone.Network.Experts);
        var names = File.ReadAllLines(GoldenMedSam.PathOf("vit_d4_w7.deferred_extra.weights.keys.txt"))
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split('\t')[0]);
        Assert.Equal(
            names.Order(StringComparer.Ordinal),
            backbone.Network.state_dict().Keys.Where(name => !name.Contains("coder.")).Order(StringComparer.Ordinal)
        );
    }
}
