using System.Reflection;
using System.Runtime.Loader;
using Fixture.Contracts;
using McMaster.NETCore.Plugins;

namespace Compat.McMaster.Tests;

public sealed class IsolationTests
{
    private static readonly Type[] _shared = [typeof(IAnswer)];

    [Fact]
    public void Two_plugins_use_two_versions_of_one_library_side_by_side()
    {
        using var v1 = PluginFolder.V1();
        using var v2 = PluginFolder.V2();
        using var first = PluginLoader.CreateFromAssemblyFile(v1.EntryAssembly, isUnloadable: true, _shared);
        using var second = PluginLoader.CreateFromAssemblyFile(v2.EntryAssembly, isUnloadable: true, _shared);

        Assert.Equal("library 1.0", PluginFolder.Ask(first.LoadDefaultAssembly()));
        Assert.Equal("library 2.0", PluginFolder.Ask(second.LoadDefaultAssembly()));
        Assert.NotSame(
            first.LoadAssembly("Fixture.Library").GetType("Fixture.Library.Wisdom"),
            second.LoadAssembly("Fixture.Library").GetType("Fixture.Library.Wisdom"));
    }

    [Fact]
    public void A_shared_contract_is_one_type_in_host_and_plugins()
    {
        using var v1 = PluginFolder.V1();
        using var loader = PluginLoader.CreateFromAssemblyFile(v1.EntryAssembly, isUnloadable: true, _shared);

        var answer = PluginFolder.Create(loader.LoadDefaultAssembly());

        Assert.IsAssignableFrom<IAnswer>(answer);
        Assert.Same(typeof(IAnswer).Assembly, loader.LoadAssembly("Fixture.Contracts"));
        Assert.Same(loader.LoadContext, AssemblyLoadContext.GetLoadContext(answer.GetType().Assembly));
    }

    [Fact]
    public void What_a_shared_assembly_references_is_shared_too()
    {
        using var v1 = PluginFolder.V1();
        File.Copy(typeof(IAnswer).Assembly.Location, Path.Combine(v1.Folder, "Fixture.Contracts.dll"));
        using var loader = PluginLoader.CreateFromAssemblyFile(v1.EntryAssembly, isUnloadable: true, [typeof(IsolationTests)]);

        Assert.Same(typeof(IAnswer).Assembly, loader.LoadAssembly("Fixture.Contracts"));
    }

    [Fact]
    public void A_lazy_loader_shares_references_once_the_shared_assembly_was_used()
    {
        using var v1 = PluginFolder.V1();
        File.Copy(typeof(IAnswer).Assembly.Location, Path.Combine(v1.Folder, "Fixture.Contracts.dll"));
        using var loader = PluginLoader.CreateFromAssemblyFile(
            v1.EntryAssembly, isUnloadable: true, [typeof(IsolationTests)], config => config.IsLazyLoaded = true);

        loader.LoadAssembly(typeof(IsolationTests).Assembly.GetName());

        Assert.Same(typeof(IAnswer).Assembly, loader.LoadAssembly("Fixture.Contracts"));
    }

    [Fact]
    public void An_unshared_contract_beside_the_plugin_is_another_type()
    {
        using var v1 = PluginFolder.V1();
        File.Copy(typeof(IAnswer).Assembly.Location, Path.Combine(v1.Folder, "Fixture.Contracts.dll"));
        using var loader = PluginLoader.CreateFromAssemblyFile(v1.EntryAssembly, config => config.IsUnloadable = true);

        var implemented = loader.LoadDefaultAssembly().GetType("Fixture.Plugin.PluginAnswer")!.GetInterfaces().Single();

        Assert.Equal(typeof(IAnswer).FullName, implemented.FullName);
        Assert.NotSame(typeof(IAnswer), implemented);
    }

    [Fact]
    public void A_preferred_host_takes_all_but_the_private_assemblies()
    {
        using var v1 = PluginFolder.V1();
        File.Copy(typeof(IAnswer).Assembly.Location, Path.Combine(v1.Folder, "Fixture.Contracts.dll"));
        var contracts = typeof(IAnswer).Assembly.GetName();
        using var preferring = PluginLoader.CreateFromAssemblyFile(v1.EntryAssembly, config => config.PreferSharedTypes = true);
        using var keeping = PluginLoader.CreateFromAssemblyFile(v1.EntryAssembly, config =>
        {
            config.PreferSharedTypes = true;
            config.PrivateAssemblies.Add(contracts);
        });

        Assert.Same(typeof(IAnswer).Assembly, preferring.LoadAssembly(contracts));
        Assert.NotSame(typeof(IAnswer).Assembly, keeping.LoadAssembly(contracts));
    }

    [Fact]
    public void A_private_library_below_runtimes_is_found_through_the_deps_file()
    {
        using var v2 = PluginFolder.V2();
        DepsFile.MoveBelowRuntimes(v2, "Fixture.Library.dll", "lib/net10.0", assetType: "runtime");
        using var loader = PluginLoader.CreateFromAssemblyFile(v2.EntryAssembly, isUnloadable: true, _shared);

        Assert.Equal("library 2.0", PluginFolder.Ask(loader.LoadDefaultAssembly()));
    }

    [Fact]
    public void Contextual_reflection_finds_the_plugins_own_library()
    {
        using var v2 = PluginFolder.V2();
        using var loader = PluginLoader.CreateFromAssemblyFile(v2.EntryAssembly, isUnloadable: true, _shared);

        using (loader.EnterContextualReflection())
            Assert.Equal(new Version(2, 0, 0, 0), Assembly.Load("Fixture.Library").GetName().Version);

        Assert.Throws<FileNotFoundException>(() => Assembly.Load("Fixture.Library"));
    }
}
