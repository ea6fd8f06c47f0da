using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Fixture.Contracts;
using McMaster.NETCore.Plugins;

namespace Compat.McMaster.Tests;

public sealed class ReloadTests
{
    private static readonly Type[] _shared = [typeof(IAnswer)];

    [Fact]
    public void A_plugin_in_memory_can_be_replaced_while_it_runs_and_reloaded()
    {
        using var folder = PluginFolder.V1();
        using var loader = PluginLoader.CreateFromAssemblyFile(
            folder.EntryAssembly, isUnloadable: true, _shared, config => config.LoadInMemory = true);
        var old = AskBeforeUpdate(loader);
        var raised = 0;
        loader.Reloaded += (_, args) => raised += args.Loader == loader ? 1 : 100;

        folder.Overwrite("plugin-v2");
        loader.Reload();

        Assert.Equal("library 2.0", PluginFolder.Ask(loader.LoadDefaultAssembly()));
        Assert.Equal(1, raised);
        Assert.True(Unloaded.Soon(old));
    }

    [Fact]
    public async Task A_hot_plugin_reloads_itself_once_after_an_update()
    {
        using var folder = PluginFolder.V1();
        using var loader = PluginLoader.CreateFromAssemblyFile(folder.EntryAssembly, _shared, config =>
        {
            config.EnableHotReload = true;
            config.ReloadDelay = TimeSpan.FromSeconds(1);
        });
        var old = AskBeforeUpdate(loader);
        var raised = 0;
        var reloaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        loader.Reloaded += (_, _) =>
        {
            Interlocked.Increment(ref raised);
            reloaded.TrySetResult();
        };

        folder.Overwrite("plugin-v2");
        await reloaded.Task.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal("library 2.0", PluginFolder.Ask(loader.LoadDefaultAssembly()));
        Assert.Equal(1, raised);
        Assert.True(Unloaded.Soon(old));
    }

    [Fact]
    public void Hot_reload_implies_unloading_and_memory()
    {
        var config = new PluginConfig(Path.GetFullPath("Any.dll")) { EnableHotReload = true };

        Assert.True(config.IsUnloadable);
        Assert.True(config.LoadInMemory);
        Assert.Equal(TimeSpan.FromMilliseconds(200), config.ReloadDelay);
    }

    [Fact]
    public void A_plugin_that_is_not_unloadable_refuses_to_reload()
    {
        using var folder = PluginFolder.V1();
        using var loader = PluginLoader.CreateFromAssemblyFile(folder.EntryAssembly, _shared);

        var error = Assert.Throws<InvalidOperationException>(loader.Reload);

        Assert.Contains("IsUnloadable", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_assembly_in_memory_has_no_location()
    {
        using var folder = PluginFolder.V1();
        using var loader = PluginLoader.CreateFromAssemblyFile(
            folder.EntryAssembly, isUnloadable: true, _shared, config => config.LoadInMemory = true);

        Assert.Empty(loader.LoadDefaultAssembly().Location);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference AskBeforeUpdate(PluginLoader loader)
    {
        Assert.Equal("library 1.0", PluginFolder.Ask(loader.LoadDefaultAssembly()));
        return Unloaded.Track(loader.LoadContext);
    }
}
