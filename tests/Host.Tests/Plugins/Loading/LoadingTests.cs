using System.Reflection;
using System.Runtime.Loader;
using DeferredSeg.Abstractions.Plugins;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Discovery;
using DeferredSeg.Host.Plugins.Loading;
using DeferredSeg.Host.Plugins.Manifests;

namespace DeferredSeg.Host.Tests.Plugins.Loading;

/// <summary>What is looked at again once code is loaded, where the checks before it were passed by.</summary>
[Collection(PluginsOfThisProcess.Name)]
public sealed class LoadingTests : IDisposable
{
    private readonly PluginsFolder _plugins = new();

    public void Dispose() => _plugins.Dispose();

    [Fact]
    public void An_interface_of_the_same_name_from_another_context_is_told_with_both_contexts_and_paths()
    {
        var folder = _plugins.Add();
        var copy = Path.Combine(folder, "DeferredSeg.Abstractions.dll");
        TinyAssembly.CopyWithVersion(PluginsFolder.SoundDll, Path.Combine(folder, "Sound.Backbone.dll"), "DeferredSeg.Abstractions", 99);
        TinyAssembly.CopyWithVersion(PluginsFolder.HostDll("DeferredSeg.Abstractions"), copy, "DeferredSeg.Abstractions", 99);
        var context = new FallingBack(folder);

        var verdict = Assert
            .Throws<PluginLoadException>(() => EntryType.Find(context.LoadFromAssemblyPath(Path.Combine(folder, "Sound.Backbone.dll"))))
            .Verdict;
        var second = LoadedPlugin.ForeignAssemblies(context, folder).Single();
        context.Unload();

        Assert.Equal((PluginState.Blocked, PluginState.Blocked), (verdict.State, second.State));
        Assert.All(
            [
                "context Default",
                $"version {typeof(IPlugin).Assembly.GetName().Version}",
                typeof(IPlugin).Assembly.Location,
                "context Sound.Backbone",
                "version 99.",
                copy,
            ],
            words => Assert.All([verdict.Reason, second.Reason], reason => Assert.Contains(words, reason))
        );
        Assert.Contains("DeferredSeg.Abstractions.Plugins.IPlugin is not the host's", verdict.Reason);
        Assert.Contains("Private=\"false\"", verdict.Mend);
    }

    [Fact]
    public void A_second_copy_of_what_is_shared_is_told_with_both_contexts_and_paths()
    {
        var folder = _plugins.Add();
        var copy = Path.Combine(folder, "DeferredSeg.Abstractions.dll");
        TinyAssembly.CopyWithVersion(PluginsFolder.HostDll("DeferredSeg.Abstractions"), copy, "DeferredSeg.Abstractions", 99);
        using var loaded = LoadedPlugin.Load(folder, ManifestReader.Read(folder));
        loaded.CheckContext();

        loaded.Context.LoadFromAssemblyPath(copy);

        var verdict = Assert.Throws<PluginLoadException>(loaded.CheckContext).Verdict;
        Assert.Equal(PluginState.Blocked, verdict.State);
        Assert.All(
            ["DeferredSeg.Abstractions was loaded twice", "context Default", typeof(IPlugin).Assembly.Location, "context Sound.Backbone", "version 99.", copy],
            words => Assert.Contains(words, verdict.Reason)
        );
    }

    [Fact]
    public void Code_from_outside_of_the_folder_is_blocked_once_it_is_there()
    {
        var folder = _plugins.Add();
        var other = Path.Combine(_plugins.Outside, "Stranger.dll");
        TinyAssembly.Write(other, "Stranger");
        using var loaded = LoadedPlugin.Load(folder, ManifestReader.Read(folder));

        loaded.Context.LoadFromAssemblyPath(other);

        var verdict = Assert.Throws<PluginLoadException>(loaded.CheckContext).Verdict;
        Assert.Equal((PluginState.Blocked, true), (verdict.State, verdict.Reason.Contains($"Stranger was loaded from {other}, outside of {folder}")));
    }

    [Theory]
    [InlineData("Faults.TwoPluginClasses", PluginState.Failed, "2 public classes that implement IPlugin")]
    [InlineData("Faults.RegistersNothing", PluginState.Failed, "It registers nothing; its plugin.json describes backbone")]
    [InlineData("Faults.RegistersUndeclared", PluginState.Failed, "Make the two the same")]
    [InlineData("Faults.ThrowsInPluginConstructor", PluginState.Failed, "The constructor of its entry threw")]
    [InlineData("Faults.ThrowsInRegister", PluginState.Failed, "Registering it threw")]
    [InlineData("Faults.ThrowsInFactoryConstructor", PluginState.Failed, "threw")]
    public void An_entry_that_is_not_as_described_fails_with_the_reason(string id, PluginState state, string expected)
    {
        _plugins.Add(id);
        using var host = _plugins.Open();

        Assert.Contains(expected, Assert.Throws<PluginException>(host.Plugins[0].Load).Message);
        Assert.Equal(state, host.Plugins[0].State);
        // Once failed it stays so.
        Assert.Throws<PluginException>(host.Plugins[0].Load);
    }

    [Fact]
    public void An_assembly_without_an_entry_fails_with_the_reason()
    {
        TinyAssembly.Write(Path.Combine(_plugins.Add(), "Sound.Backbone.dll"), "Sound.Backbone");
        using var host = _plugins.Open();

        Assert.Contains("no public class", Assert.Throws<PluginException>(host.Plugins[0].Load).Message);
        Assert.Equal(PluginState.Failed, host.Plugins[0].State);
    }

    [Fact]
    public void What_was_loaded_lies_in_the_folder_and_in_a_context_of_its_own()
    {
        var folder = _plugins.Add();
        using var host = _plugins.Open();
        var plugin = host.Plugins.Single();

        plugin.Load();

        Assert.Equal([Path.Combine(CanonicalPath.Of(folder), "Sound.Backbone.dll")], plugin.Assemblies.Select(one => one.Path));
        Assert.Equal(PluginState.Unloaded, plugin.Unload());
        Assert.Empty(plugin.Assemblies);
    }

    /// <summary>
    /// What the loader's context does where the host cannot give the version that is asked for. The loader itself cannot show it here: the
    /// test runner answers for every version in the default context.
    /// </summary>
    private sealed class FallingBack(string folder) : AssemblyLoadContext("Sound.Backbone", isCollectible: true)
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            Path.Combine(folder, assemblyName.Name + ".dll") is var file && File.Exists(file) ? LoadFromAssemblyPath(file) : null;
    }
}
