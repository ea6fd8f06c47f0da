using System.Reflection;
using DeferredSeg.Abstractions.Plugins;
using DeferredSeg.Host.Plugins;

namespace DeferredSeg.Host.Tests.Plugins.Checks;

public sealed class SharedAssemblyTests : CheckTest
{
    private static Version Abstractions => typeof(IPlugin).Assembly.GetName().Version!;

    [Theory]
    [InlineData("DeferredSeg.Abstractions", "DeferredSeg.Abstractions.dll")]
    [InlineData("DeferredSeg.Abstractions", "Innocent.dll")]
    [InlineData("DeferredSeg.Abstractions", "lib/net10.0/Deep.DLL")]
    [InlineData("TorchSharp", "TorchSharp.dll")]
    [InlineData("Microsoft.Extensions.Configuration.Abstractions", "Microsoft.Extensions.Configuration.Abstractions.dll")]
    [InlineData("Microsoft.Extensions.DependencyInjection.Abstractions", "x.dll")]
    [InlineData("Microsoft.Extensions.Primitives", "Microsoft.Extensions.Primitives.dll")]
    public void An_own_copy_of_what_is_shared_is_blocked_with_both_versions(string shared, string file)
    {
        TinyAssembly.Write(Path.Combine(Folder, file), shared, "7.8.9.0");

        var host = Assembly.Load(shared).GetName().Version;
        Refused(
            PluginState.Blocked,
            $"its own {shared} 7.8.9.0",
            $"the host shares {host}",
            $"The host's: context Default, {Assembly.Load(shared).Location}",
            $"The plugin's: context {Path.GetFileName(Folder)}, {Path.Combine(Folder, file)}",
            "Private=\"false\""
        );
    }

    [Fact]
    public void A_copy_of_the_hosts_own_file_is_blocked_too()
    {
        File.Copy(PluginsFolder.HostDll("DeferredSeg.Abstractions"), Path.Combine(Folder, "DeferredSeg.Abstractions.dll"));

        Refused(PluginState.Blocked, $"its own DeferredSeg.Abstractions {Abstractions}");
    }

    [Fact]
    public void Translations_of_what_is_shared_are_no_copy()
    {
        TinyAssembly.Write(Path.Combine(Folder, "de", "TorchSharp.resources.dll"), "TorchSharp.resources");

        Assert.Equal(PluginState.Found, Plugins.Judge().State);
    }

    [Fact]
    public void A_newer_version_of_what_is_shared_is_told_with_found_expected_and_mend()
    {
        TinyAssembly.CopyWithVersion(PluginsFolder.SoundDll, Entry, "DeferredSeg.Abstractions", 99);

        Refused(
            PluginState.Incompatible,
            $"Sound.Backbone.dll needs DeferredSeg.Abstractions 99.{Abstractions.ToString()[(Abstractions.ToString().IndexOf('.') + 1)..]} or newer",
            $"the host shares {Abstractions}",
            $"Build the plugin against DeferredSeg.Abstractions {Abstractions}"
        );
    }

    [Fact]
    public void A_newer_version_is_found_where_only_a_dependency_needs_it()
    {
        TinyAssembly.Write(Entry, "Sound.Backbone", references: ("Middle", "1.0.0.0"));
        TinyAssembly.Write(Path.Combine(Folder, "Middle.dll"), "Middle", references: ("TorchSharp", "99.0.0.0"));

        Refused(PluginState.Incompatible, "Middle.dll needs TorchSharp 99.0.0.0 or newer");
    }
}
