using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Fixture.Contracts;
using McMaster.NETCore.Plugins;

namespace Compat.McMaster.Tests;

public sealed class UnloadTests
{
    [Fact]
    public void A_disposed_plugin_leaves_no_context_and_no_assembly()
    {
        using var v1 = PluginFolder.V1();

        var context = LoadAskDispose(v1.EntryAssembly);

        Assert.True(Unloaded.Soon(context));
        AssertNothingFrom(v1);
    }

    [Fact]
    public void A_hundred_plugins_leave_no_context()
    {
        using var v1 = PluginFolder.V1();

        var contexts = Enumerable.Range(0, 100).Select(_ => LoadAskDispose(v1.EntryAssembly)).ToList();

        Assert.All(contexts, context => Assert.True(Unloaded.Soon(context)));
        AssertNothingFrom(v1);
    }

    [Fact]
    public void A_plugin_lives_as_long_as_the_host_holds_one_of_its_objects()
    {
        using var v1 = PluginFolder.V1();

        var (answer, context) = LoadAndKeep(v1.EntryAssembly);

        Assert.False(Unloaded.Soon(context));
        Assert.Equal("library 1.0", answer.Answer());
        GC.KeepAlive(answer);
    }

    [Fact]
    public void A_plugin_that_is_not_unloadable_stays()
    {
        using var v1 = PluginFolder.V1();
        var loader = PluginLoader.CreateFromAssemblyFile(v1.EntryAssembly, [typeof(IAnswer)]);
        var context = Unloaded.Track(loader.LoadContext);
        loader.Dispose();

        Assert.False(loader.IsUnloadable);
        Assert.False(Unloaded.Soon(context));
    }

    [Fact]
    public void After_Dispose_every_load_is_refused()
    {
        using var v1 = PluginFolder.V1();
        var loader = PluginLoader.CreateFromAssemblyFile(v1.EntryAssembly, isUnloadable: true, [typeof(IAnswer)]);

        loader.Dispose();
        loader.Dispose();

        Assert.Throws<ObjectDisposedException>(loader.LoadDefaultAssembly);
        Assert.Throws<ObjectDisposedException>(() => loader.LoadAssembly("Fixture.Library"));
        Assert.Throws<ObjectDisposedException>(loader.Reload);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference LoadAskDispose(string path)
    {
        using var loader = PluginLoader.CreateFromAssemblyFile(path, isUnloadable: true, [typeof(IAnswer)]);
        Assert.Equal("library 1.0", PluginFolder.Ask(loader.LoadDefaultAssembly()));
        return Unloaded.Track(loader.LoadContext);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (IAnswer Answer, WeakReference Context) LoadAndKeep(string path)
    {
        using var loader = PluginLoader.CreateFromAssemblyFile(path, isUnloadable: true, [typeof(IAnswer)]);
        var answer = PluginFolder.Create(loader.LoadDefaultAssembly());
        answer.Answer();
        return (answer, Unloaded.Track(loader.LoadContext));
    }

    private static void AssertNothingFrom(PluginFolder plugin)
    {
        var loaded = AssemblyLoadContext.All.SelectMany(context => context.Assemblies).Where(assembly => !assembly.IsDynamic);
        Assert.DoesNotContain(loaded, assembly => assembly.Location.StartsWith(plugin.Folder, StringComparison.Ordinal));
    }
}
