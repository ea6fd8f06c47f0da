using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Manifests;
using Microsoft.Extensions.Configuration;
using TorchSharp;

namespace DeferredSeg.Host.Tests.Plugins;

[Collection(PluginsOfThisProcess.Name)]
public sealed class StateTests : IDisposable
{
    private readonly PluginsFolder _plugins = new();

    public void Dispose() => _plugins.Dispose();

    [Fact]
    public void A_plugin_that_was_switched_off_is_not_loaded()
    {
        _plugins.Add();
        using var host = _plugins.Open("sound.backbone");

        Assert.Equal(PluginState.Disabled, host.Plugins.Single().State);
        Assert.Contains("--disable-plugin", host.Plugins.Single().Verdict!.Reason);
        Assert.Throws<PluginException>(host.Plugins.Single().Load);
        Assert.Contains("is disabled", Assert.Throws<PluginException>(() => host.Find(ContributionKind.Backbone, "Tiny")).Message);
    }

    [Fact]
    public void A_broken_plugin_can_be_switched_off_too_and_its_problem_stays_listed()
    {
        PluginsFolder.Write(_plugins.Add(), "plugin.json", "{");
        using var host = _plugins.Open("Sound.Backbone");

        Assert.Equal(PluginState.Disabled, host.Plugins.Single().State);
        Assert.Equal(PluginState.Failed, Assert.Single(host.Plugins.Single().Problems).State);
    }

    [Fact]
    public void Broken_plugins_take_no_other_down()
    {
        PluginsFolder.Write(_plugins.Add("Sound.Head"), "plugin.json", "{ \"id\": \"\\ud800\" }");
        PluginsFolder.Edit(_plugins.Add("Faults.WrongType"), manifest => manifest["contract"] = "[9.0]");
        _plugins.Add("Faults.ThrowsInRegister");
        PluginsFolder.Edit(Path.Combine(_plugins.Root, "Faults.ThrowsInRegister"), manifest => manifest["contributions"]![0]!["id"] = "Other");
        Directory.CreateDirectory(Path.Combine(_plugins.Root, "Empty"));
        _plugins.Add();
        using var host = _plugins.Open();

        Assert.Throws<PluginException>(host.Plugins.Single(plugin => plugin.Id == "Faults.ThrowsInRegister").Load);
        using var backbone = host.CreateBackbone("Tiny", new(new ConfigurationBuilder().Build(), torch.CPU));

        Assert.Equal("Sound.Backbone", backbone.Plugin);
        Assert.Equal(
            ["Empty Failed", "Faults.ThrowsInRegister Failed", "Faults.WrongType Incompatible", "Sound.Backbone Loaded", "Sound.Head Failed"],
            host.Plugins.Select(plugin => $"{plugin.Id} {plugin.State}")
        );
        Assert.All(host.Plugins.Where(plugin => plugin.State != PluginState.Loaded), plugin => Assert.NotEqual("", plugin.Verdict!.Reason));
    }

    [Fact]
    public void A_name_that_two_plugins_have_is_asked_for_by_plugin()
    {
        _plugins.Add("SideBySide.One");
        _plugins.Add("SideBySide.Two");
        using var host = _plugins.Open();

        var message = Assert.Throws<PluginException>(() => host.Find(ContributionKind.Backbone, "Tiny")).Message;

        Assert.Contains("2 plugins bring a backbone 'Tiny': SideBySide.One, SideBySide.Two", message);
        Assert.Contains("SideBySide.One/Tiny", message);
        Assert.Equal("SideBySide.Two", host.Find(ContributionKind.Backbone, "sidebyside.TWO/tiny").Plugin.Id);
    }

    [Fact]
    public void A_name_that_only_one_usable_plugin_has_is_clear()
    {
        _plugins.Add("SideBySide.One");
        _plugins.Add("SideBySide.Two");
        using var host = _plugins.Open("SideBySide.Two");

        Assert.Equal("SideBySide.One", host.Find(ContributionKind.Backbone, "Tiny").Plugin.Id);
    }

    [Theory]
    [InlineData(ContributionKind.Backbone, "Tinny", "brings a backbone 'Tinny'; there is Tiny", "did you mean Tiny?")]
    [InlineData(
        ContributionKind.Backbone,
        "Sound.Backbon/Tiny",
        "brings a backbone 'Sound.Backbon/Tiny'; there is Sound.Backbone/Tiny",
        "did you mean Sound.Backbone/Tiny?"
    )]
    [InlineData(ContributionKind.Head, "Tiny", "there is no head plugin", "DEFERREDSEG_PLUGINS")]
    public void An_unknown_name_is_answered_with_those_that_are_there(ContributionKind kind, string name, params string[] expected)
    {
        _plugins.Add();
        using var host = _plugins.Open();

        var message = Assert.Throws<PluginException>(() => host.Find(kind, name)).Message;

        Assert.All(expected, words => Assert.Contains(words, message));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named() =>
        Assert.Contains("/nowhere/plugins is not there", Assert.Throws<PluginException>(() => PluginHost.Open(new("/nowhere/plugins"))).Message);
}
