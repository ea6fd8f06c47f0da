using System.Runtime.CompilerServices;
using DeferredSeg.Host.Plugins;
using Microsoft.Extensions.Configuration;
using TorchSharp;

namespace DeferredSeg.Host.Tests.Plugins.Loading;

[Collection(PluginsOfThisProcess.Name)]
public sealed class SideBySideTests : IDisposable
{
    private readonly PluginsFolder _plugins = new();

    public SideBySideTests()
    {
        _plugins.Add("SideBySide.One");
        _plugins.Add("SideBySide.Two");
    }

    public void Dispose() => _plugins.Dispose();

    [Fact]
    public void Two_versions_of_one_library_are_used_alternately()
    {
        using var host = _plugins.Open();

        Assert.Equal(
            ["library one, call 1", "library two, call 1", "library one, call 2", "library two, call 2", "library one, call 3"],
            new[] { "SideBySide.One", "SideBySide.Two", "SideBySide.One", "sidebyside.two", "SideBySide.One" }.Select(plugin => License(host, plugin + "/Tiny"))
        );
        Assert.Equal(
            ["Tiny.Library, Version=1.0.0.0", "Tiny.Library, Version=2.0.0.0"],
            host.Plugins.Select(plugin => plugin.Assemblies.Single(one => one.Name.StartsWith("Tiny.Library", StringComparison.Ordinal)).Name[..29])
        );
    }

    [Fact]
    public void One_is_unloaded_and_the_other_goes_on()
    {
        using var host = _plugins.Open();
        License(host, "SideBySide.One/Tiny");
        License(host, "SideBySide.Two/Tiny");

        Assert.Equal(PluginState.Unloaded, host.Plugins[0].Unload());

        Assert.Equal("library two, call 2", License(host, "SideBySide.Two/Tiny"));
        // Loaded again it is new: nothing of it was left.
        Assert.Equal("library one, call 1", License(host, "SideBySide.One/Tiny"));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? License(PluginHost host, string name)
    {
        using var backbone = host.CreateBackbone(name, new(new ConfigurationBuilder().Build(), torch.CPU));
        return backbone.Description.License;
    }
}
