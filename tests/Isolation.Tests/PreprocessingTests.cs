using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Isolation;
using TorchSharp;

namespace Isolation.Tests;

/// <summary>A plugin's own preparation of images, through the guard.</summary>
public sealed class PreprocessingTests
{
    [Fact]
    public void A_prepared_image_is_the_plugins_own_and_outlives_its_scope()
    {
        using var host = FaultPlugins.Open();
        using var backbone = Make(host, "Sound.Preprocessing");
        using var image = torch.tensor(new byte[] { 10, 20, 30, 60 }, [1, 2, 2], torch.ScalarType.Byte);

        using var prepared = backbone.ImagePreprocessing!.Preprocess(image, 2, 2);

        Assert.Equal([1, 1, 2, 2], prepared.shape);
        Assert.Equal([0, 0.2f, 0.4f, 1], prepared.data<float>().ToArray());
        Assert.Equal(new byte[] { 10, 20, 30, 60 }, image.data<byte>().ToArray());
        Assert.Null(torch.CurrentDisposeScope);
    }

    [Fact]
    public void A_backbone_that_prepares_nothing_shows_nothing()
    {
        using var host = FaultPlugins.Open();
        using var backbone = Make(host, "Sound.Backbone");

        Assert.Null(backbone.ImagePreprocessing);
    }

    [Theory]
    [InlineData("PreparesAnotherSize", 20f, "the prepared image is [1, 1, 3, 5]; expected [1, 1, 4, 6]")]
    [InlineData("DividesByTheRange", 0f, "the prepared image [1, 1, 4, 6] has 24 NaN and 0 infinite values")]
    public void What_is_no_prepared_image_is_the_plugins_fault(string fault, float spread, string expected)
    {
        using var host = FaultPlugins.Open();
        using var backbone = Make(host, $"Faults.{fault}");
        using var image = torch.linspace(0, spread, 15).reshape(1, 3, 5);

        var error = Assert.Throws<PluginCallException>(() => backbone.ImagePreprocessing!.Preprocess(image, 4, 6));

        Assert.Contains(expected, error.Message);
        Assert.Contains($"Faults.{fault}", error.Message);
        Assert.Equal("Preprocess", error.Call);
        Assert.Equal(PluginState.Quarantined, host.Plugins.Single(plugin => plugin.Id == $"Faults.{fault}").State);
    }

    [Fact]
    public void An_image_that_the_plugin_refuses_is_no_fault_of_it()
    {
        using var host = FaultPlugins.Open();
        using var backbone = Make(host, "Faults.RefusesColour");
        using var image = torch.zeros(3, 4, 4);

        var error = Assert.Throws<ArgumentException>(() => backbone.ImagePreprocessing!.Preprocess(image, 4, 4));

        Assert.Contains("The backbone Tiny refuses to prepare the image: A grey image is expected, not one of 3 channels.", error.Message);
        Assert.Equal(PluginState.Loaded, host.Plugins.Single(plugin => plugin.Id == "Faults.RefusesColour").State);
    }

    [Fact]
    public void Images_and_sizes_that_the_contract_has_not_do_not_reach_the_plugin()
    {
        using var host = FaultPlugins.Open();
        using var backbone = Make(host, "Faults.PreparesInPlace");
        using var scope = torch.NewDisposeScope();
        var preprocessing = backbone.ImagePreprocessing!;

        Refused("[C, H, W] with 1 or 3 channels is expected, not [2, 4, 4]", torch.zeros(2, 4, 4));
        Refused("not [4, 4]", torch.zeros(4, 4));
        Refused("Byte, Int32 or Float32 is expected, not Float64", torch.zeros([1, 4, 4], torch.ScalarType.Float64));
        Refused("to be 0 by 4", torch.zeros(1, 4, 4), 0);
        Refused("The images are not finite", torch.full([1, 4, 4], float.NaN));
        Assert.Equal(PluginState.Loaded, host.Plugins.Single(plugin => plugin.Id == "Faults.PreparesInPlace").State);

        void Refused(string expected, torch.Tensor image, int height = 4) =>
            Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(() => preprocessing.Preprocess(image, height, 4)).Message);
    }

    private static GuardedBackbone Make(PluginHost host, string plugin) => host.CreateBackbone($"{plugin}/Tiny", new(FaultPlugins.Options(), torch.CPU));
}
