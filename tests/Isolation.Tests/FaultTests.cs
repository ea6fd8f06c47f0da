using DeferredSeg.Host;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Isolation;
using TorchSharp;

namespace Isolation.Tests;

/// <summary>A plugin that misbehaves is named in one error and quarantined; the run and the other plugins go on as if it were not there.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData("Faults.ThrowsInPluginConstructor", "constructor of its entry threw InvalidOperationException")]
    [InlineData("Faults.ThrowsInRegister", "Registering it threw InvalidOperationException")]
    [InlineData("Faults.ThrowsInFactoryConstructor", "threw InvalidOperationException")]
    [InlineData("Faults.RegistersNothing", "registers nothing; its plugin.json describes backbone Tiny")]
    [InlineData("Faults.RegistersUndeclared", "plugin.json describes")]
    [InlineData("Faults.TwoPluginClasses", "2 public classes")]
    public void A_plugin_that_cannot_be_registered_failed(string plugin, string reason) =>
        Misbehaves(plugin, PluginState.Failed, reason, host => FaultPlugins.RunBackbone(host, plugin));

    [Theory]
    [InlineData("Faults.ThrowsInCreate", "Create", "threw")]
    [InlineData("Faults.ReturnsNullFromCreate", "Create", "returned null")]
    [InlineData("Faults.ThrowsInDescribe", "Describe", "threw")]
    [InlineData("Faults.ReturnsNullFromDescribe", "Describe", "returned null")]
    [InlineData("Faults.WrongId", "Describe", "calls the backbone")]
    [InlineData("Faults.ThrowsInEncode", "Encode", "threw")]
    [InlineData("Faults.ReturnsNullFromEncode", "Encode", "returned null")]
    [InlineData("Faults.WrongFeatureChannels", "Decode", "features is [")]
    [InlineData("Faults.WrongStride", "Encode", "a stride of 4 is described")]
    [InlineData("Faults.NotANumber", "code", "NaN")]
    [InlineData("Faults.Infinite", "code", "infinite")]
    [InlineData("Faults.ThrowsInDecode", "Decode", "threw")]
    [InlineData("Faults.ReturnsNullFromDecode", "Decode", "returned null")]
    [InlineData("Faults.WrongShape", "Decode", "expected [2, 2, 8, 10]")]
    [InlineData("Faults.WrongType", "Decode", "expected Float32")]
    [InlineData("Faults.WrongDevice", "Decode", "lies on meta; expected cpu")]
    public void A_backbone_that_misbehaves_is_quarantined(string plugin, string call, string fault) =>
        Misbehaves(plugin, PluginState.Quarantined, fault, host => FaultPlugins.RunBackbone(host, plugin), call);

    [Theory]
    [InlineData("Faults.ThrowsInRoute", "threw")]
    [InlineData("Faults.ReturnsNullFromRoute", "returned null")]
    [InlineData("Faults.HeadNotANumber", "NaN")]
    [InlineData("Faults.HeadWrongChannels", "routing logits is [")]
    [InlineData("Faults.HeadWithoutPredictor", "predictor logit is null")]
    public void A_head_that_misbehaves_is_quarantined(string plugin, string fault) =>
        Misbehaves(plugin, PluginState.Quarantined, fault, host => FaultPlugins.RunHead(host, plugin), "Route");

    [Theory]
    [InlineData("Faults.ThrowsInSubmit", "Submit", "threw")]
    [InlineData("Faults.ReturnsNullFromSubmit", "Submit", "returned null")]
    [InlineData("Faults.ThrowsInPoll", "Poll", "threw")]
    [InlineData("Faults.ReturnsNullFromPoll", "Poll", "returned null")]
    [InlineData("Faults.ExpertWrongMaskSize", "Poll", "mask is [")]
    [InlineData("Faults.ExpertWrongRegionSize", "Poll", "region is [")]
    public void An_expert_that_misbehaves_is_quarantined_and_the_case_is_named(string plugin, string call, string fault)
    {
        var error = Misbehaves(plugin, PluginState.Quarantined, fault, host => FaultPlugins.RunExpert(host, plugin), call);

        Assert.Equal("case 7", Assert.IsType<PluginCallException>(error).Case);
        Assert.Contains("case case 7", error.Message);
    }

    [Fact]
    public void The_named_case_of_a_failed_call_is_told()
    {
        using var host = FaultPlugins.Open();
        using var about = PluginCase.Name("patient 3, slice 12");

        var error = Assert.Throws<PluginCallException>(() => FaultPlugins.RunBackbone(host, "Faults.ThrowsInEncode"));

        Assert.Equal(("Faults.ThrowsInEncode", "Encode", "patient 3, slice 12"), (error.Plugin, error.Call, error.Case));
        Assert.NotNull(error.InnerException);
    }

    [Fact]
    public void A_quarantined_plugin_is_not_called_again()
    {
        using var host = FaultPlugins.Open();
        Assert.Throws<PluginCallException>(() => FaultPlugins.RunBackbone(host, "Faults.ThrowsInDecode"));

        var again = Assert.Throws<PluginException>(() => FaultPlugins.RunBackbone(host, "Faults.ThrowsInDecode"));

        Assert.Contains("quarantined", again.Message);
        Assert.Contains("Decode", again.Message);
    }

    [Theory]
    [InlineData("Faults.LeavesGradientsOff")]
    [InlineData("Faults.LeavesScopeOpen")]
    [InlineData("Faults.DisposesInput")]
    [InlineData("Faults.ReturnsInput")]
    [InlineData("Faults.ThrowsInDispose")]
    public void What_a_plugin_leaves_behind_stays_on_its_side(string plugin)
    {
        using var host = FaultPlugins.Open();
        using var image = FaultPlugins.Image();
        using (torch.NewDisposeScope())
        {
            using var backbone = host.CreateBackbone($"{plugin}/Tiny", new(FaultPlugins.Options(), torch.CPU));
            using var embedding = backbone.Encode(image, new([]));
            using var output = backbone.Decode(embedding, new());
            using var again = backbone.Decode(embedding, new());
            Assert.True(torch.is_grad_enabled());
        }

        Assert.False(image.IsInvalid);
        Assert.Equal(-1, image.min().ToSingle());
        Assert.Null(torch.CurrentDisposeScope);
    }

    [Fact]
    public void An_image_that_breaks_the_rule_never_reaches_the_plugin()
    {
        using var host = FaultPlugins.Open();
        using var scope = torch.NewDisposeScope();
        using var backbone = (GuardedTrainableBackbone)host.CreateBackbone("Sound.Backbone/Tiny", new(FaultPlugins.Options(), torch.CPU));
        backbone.Module.eval();

        Assert.Contains("multiples of 2", Assert.Throws<ArgumentException>(() => backbone.Encode(torch.zeros(1, 1, 8, 9), new([]))).Message);
        Assert.Contains("not finite", Assert.Throws<NotFiniteInputException>(() => backbone.Encode(torch.full([1, 1, 8, 8], float.NaN), new([]))).Message);
        Assert.Equal(PluginState.Loaded, host.Plugins.Single(plugin => plugin.Id == "Sound.Backbone").State);
    }

    [Fact]
    public void An_option_that_a_plugin_refuses_is_the_configurations_mistake()
    {
        using var host = FaultPlugins.Open();

        var error = Assert.Throws<ConfigurationException>(() => FaultPlugins.RunBackbone(host, "Sound.Backbone", ("widht", "3")));

        Assert.Contains("widht", error.Message);
        Assert.Equal(PluginState.Loaded, host.Plugins.Single(plugin => plugin.Id == "Sound.Backbone").State);
    }

    private static PluginException Misbehaves(string id, PluginState state, string fault, Action<PluginHost> run, string? call = null)
    {
        using var host = FaultPlugins.Open();
        var before = FaultPlugins.RunBackbone(host, "Sound.Backbone");

        var error = Assert.ThrowsAny<PluginException>(() => run(host));

        Assert.Contains(id, error.Message);
        Assert.Contains(fault, error.Message);
        if (call is not null)
            Assert.Contains(call, Assert.IsType<PluginCallException>(error).Call);
        var plugin = host.Plugins.Single(one => one.Id == id);
        Assert.Equal(state, plugin.State);
        Assert.Contains(fault, plugin.Verdict!.Reason);
        Assert.Equal(before, FaultPlugins.RunBackbone(host, "Sound.Backbone"));
        return error;
    }
}
