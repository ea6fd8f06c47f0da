using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Options;
using Microsoft.Extensions.Configuration;

namespace Backbones.ProbUNet.Tests;

public sealed class OptionsTests : ScopedTensorTest
{
    [Fact]
    public void What_is_not_named_is_the_published_network()
    {
        using var backbone = Create(new ConfigurationBuilder().Build());

        Assert.Equal(new ProbUNetOptions(1, 1, null, 6, 4, 16, 1, 0), ((ProbUNet)backbone.Module).Options);
        Assert.Equal([32, 64, 128, 192], backbone.Describe().Features.Select(map => map.Channels));
        Assert.Equal(["posterior."], backbone.Describe().FrozenParts);
    }

    [Fact]
    public void Fresh_weights_are_spread_as_published()
    {
        using var network = new ProbUNet(new ProbUNetOptions());
        var state = network.state_dict();

        var convolution = state["unet.contracting_path.2.layers.3.weight"];
        var layer = state["fcomb.layers.2.weight"].flatten(1);

        Assert.InRange(convolution.std().ToDouble() / Math.Sqrt(2.0 / (128 * 9)), 0.97, 1.03);
        Assert.InRange((layer.matmul(layer.t()) - eye(32)).abs().max().ToDouble(), 0, 1e-5);
        Assert.InRange(state["prior.encoder.layers.21.bias"].abs().max().ToDouble(), 1e-4, 2e-3);
        Assert.InRange(cat([state["prior.conv_layer.bias"], state["posterior.conv_layer.bias"]]).std().ToDouble(), 0.4, 1.8);
    }

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var error = Assert.Throws<OptionException>(() =>
            Create(Small.Configuration(("filters:1", "0"), ("combinationLayers", "1"), ("sample", "3"), ("latentSize", "0")))
        );

        Assert.Equal(["sample", "filters:1", "latentSize", "combinationLayers"], error.Problems.Select(problem => problem.Path));
    }

    [Fact]
    public void Levels_and_classes_that_make_no_network_are_refused()
    {
        var levels = Enumerable.Range(0, 10).Select(level => ($"filters:{level}", "2")).ToArray();

        Assert.Contains("filters has 10 values; expected are 1 to 9", Assert.Throws<OptionException>(() => Create(Small.Configuration(levels))).Message);
        Assert.Contains("at least 2", Assert.Throws<OptionException>(() => Create(Small.Configuration(("classKind", "exclusive")))).Message);
    }

    [Fact]
    public void One_level_is_a_network_too()
    {
        using var backbone = Small.Backbone(Small.Options with { Filters = [3] });
        using var embedding = backbone.Encode(rand(1, 1, 5, 1), EncodeRequest.None);
        using var output = backbone.Decode(embedding, PromptBatch.None);

        Assert.Equal([1, 1, 5, 1], output.Logits.shape);
    }

    private static ProbUNetBackbone Create(IConfiguration options) => (ProbUNetBackbone)new ProbUNetFactory().Create(new BackboneContext(options, CPU));
}
