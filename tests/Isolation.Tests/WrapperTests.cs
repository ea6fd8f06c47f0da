using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Isolation;
using TorchSharp;

namespace Isolation.Tests;

/// <summary>Calls through a wrapper: whose fault it is, and whose the networks are.</summary>
public sealed class WrapperTests
{
    [Theory]
    [InlineData("Faults.ThrowsInEncode", "Encode")]
    [InlineData("Faults.ThrowsInDecode", "Decode")]
    public void A_fault_inside_is_that_of_the_network_and_not_of_what_is_around_it(string plugin, string call)
    {
        using var host = FaultPlugins.Open();
        using var scope = torch.NewDisposeScope();
        using var wrapper = Wrap(host, Make(host, plugin));
        using var about = PluginCase.Name("case 7");

        var fault = Assert.Throws<PluginCallException>(() => Run(wrapper));

        Assert.Equal((plugin, call, "case 7"), (fault.Plugin, fault.Call, fault.Case));
        Assert.Equal(PluginState.Quarantined, host.Plugins.Single(one => one.Id == plugin).State);
        Assert.Equal(PluginState.Loaded, host.Plugins.Single(one => one.Id == "Sound.Wrapper").State);
    }

    [Fact]
    public void A_wrapper_around_a_wrapper_of_the_same_plugin_answers_as_the_network_does()
    {
        using var host = FaultPlugins.Open();
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(5);
        var network = Make(host, "Sound.Backbone");
        using var wrapper = Wrap(host, Wrap(host, network));

        Assert.Equal(Run(network), Run(wrapper));
    }

    [Fact]
    public void Networks_are_freed_with_what_is_around_them()
    {
        using var host = FaultPlugins.Open();
        var network = Make(host, "Sound.Backbone");
        var wrapper = Wrap(host, network);
        wrapper.HasTrainedWeights = true;
        Assert.True(network.HasTrainedWeights);

        wrapper.Dispose();

        Assert.Throws<ObjectDisposedException>(() => Run(network));
    }

    [Fact]
    public void Members_that_a_wrapper_does_not_take_are_the_configurations_mistake_and_stay_the_callers()
    {
        using var host = FaultPlugins.Open();
        using var scope = torch.NewDisposeScope();
        using var one = Make(host, "Sound.Backbone");
        using var two = Make(host, "Sound.Backbone");

        var error = Assert.Throws<DeferredSeg.Host.ConfigurationException>(() => Wrap(host, one, two));

        Assert.Contains("it takes one network", error.Message);
        Assert.NotEmpty(Run(one));
    }

    private static GuardedBackbone Make(PluginHost host, string plugin)
    {
        var backbone = host.CreateBackbone($"{plugin}/Tiny", new(FaultPlugins.Options(), torch.CPU));
        (backbone as ITrainableBackbone)?.Module.eval();
        return backbone;
    }

    private static GuardedBackbone Wrap(PluginHost host, params GuardedBackbone[] inner) =>
        host.CreateWrapper("Sound.Wrapper/Tiny", inner, new(FaultPlugins.Options(), torch.CPU));

    private static float[] Run(GuardedBackbone backbone)
    {
        using var frozen = torch.no_grad();
        using var image = FaultPlugins.Image();
        using var embedding = backbone.Encode(image, EncodeRequest.None);
        using var output = backbone.Decode(embedding, PromptBatch.None);
        return output.Logits.data<float>().ToArray();
    }
}
