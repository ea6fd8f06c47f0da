using System.Runtime.CompilerServices;
using DeferredSeg.Host.Commands;
using DeferredSeg.Host.Commands.Plugins;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Tests.Plugins;
using Microsoft.Extensions.Configuration;
using TorchSharp;

namespace DeferredSeg.Host.Tests.Configuration;

/// <summary>Serializers and type descriptors keep the types that they have seen for good, so none of a plugin's may come to them.</summary>
[Collection(PluginsOfThisProcess.Name)]
public sealed class PluginTypesTests : Layered
{
    [Fact]
    public void Reading_showing_and_listing_keep_no_plugin_in_memory()
    {
        Use();

        Assert.All(Plugins.Plugins, plugin => Assert.True(plugin.Unload() == PluginState.Unloaded, plugin.Verdict?.ToString()));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Use()
    {
        foreach (var plugin in Plugins.Plugins)
            plugin.Load();
        var experiment = Read(Right, "backbone:options:width=8");
        Assert.NotEqual("", OutputFormat.Json(ResolvedValues.Of(experiment, Plugins)));
        Assert.NotEqual("", OutputFormat.Json(Plugins.Plugins.Select(PluginRow.Of)));
        Assert.NotEqual("", MergedSchema.Text([.. Plugins.Contributions]));
        foreach (var contribution in Plugins.Contributions)
            OptionTable.Write(contribution);
        using var backbone = Plugins.CreateBackbone("Tiny", new(experiment.Settings.Backbone!.Options!, torch.CPU));
        Assert.Equal(8, backbone.Description.DecoderChannels);
        Assert.NotEqual("", OutputFormat.Json(backbone.Description));
        using var head = Plugins.CreateHead("Tiny", new(new ConfigurationBuilder().Build(), torch.CPU, 1, 8, backbone.Description.Classes, false));
        using var expert = Plugins.CreateExpert("tiny", new("tiny", new ConfigurationBuilder().Build(), null));
    }
}
