using System.Reflection;
using System.Runtime.Loader;
using Fixture.Contracts;
using McMaster.NETCore.Plugins;

namespace Compat.McMaster.Tests;

public sealed class FallbackTests
{
    [Fact]
    public void An_assembly_that_the_plugin_lacks_comes_from_the_host()
    {
        using var v1 = PluginFolder.V1();
        using var loader = PluginLoader.CreateFromAssemblyFile(v1.EntryAssembly);

        Assert.Same(typeof(IAnswer).Assembly, loader.LoadAssembly("Fixture.Contracts"));
    }

    [Fact]
    public void A_shared_assembly_that_the_host_cannot_load_silently_becomes_private()
    {
        using var v1 = PluginFolder.V1();
        using var loader = PluginLoader.CreateFromAssemblyFile(v1.EntryAssembly, config =>
        {
            config.IsLazyLoaded = true;
            config.SharedAssemblies.Add(new AssemblyName("Fixture.Library"));
        });

        var library = loader.LoadAssembly("Fixture.Library");

        Assert.Same(loader.LoadContext, AssemblyLoadContext.GetLoadContext(library));
    }

    [Fact]
    public void A_shared_assembly_that_the_host_lacks_is_an_error_unless_lazy()
    {
        using var v1 = PluginFolder.V1();

        Assert.Throws<FileNotFoundException>(() => PluginLoader.CreateFromAssemblyFile(
            v1.EntryAssembly, config => config.SharedAssemblies.Add(new AssemblyName("Fixture.Library"))));
    }

    [Fact]
    public void An_assembly_that_nobody_has_is_an_error()
    {
        using var v1 = PluginFolder.V1();
        using var loader = PluginLoader.CreateFromAssemblyFile(v1.EntryAssembly);

        Assert.Throws<FileNotFoundException>(() => loader.LoadAssembly("Fixture.Nowhere"));
    }

    [Fact]
    public void A_missing_plugin_is_an_error_when_the_loader_is_built()
    {
        var missing = Path.Combine(Path.GetTempPath(), "deferredseg-no-such-plugin", "Missing.dll");

        var error = Assert.Throws<InvalidOperationException>(() => PluginLoader.CreateFromAssemblyFile(missing));

        Assert.Contains(missing, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("relative/Plugin.dll")]
    public void A_path_that_is_not_absolute_is_refused(string path) =>
        Assert.Throws<ArgumentException>("mainAssemblyPath", () => new PluginConfig(path));

    [Fact]
    public void Libraries_beside_the_plugin_are_found_without_a_deps_file()
    {
        using var v1 = PluginFolder.V1();
        File.Delete(Path.Combine(v1.Folder, "Fixture.Plugin.deps.json"));
        using var loader = PluginLoader.CreateFromAssemblyFile(v1.EntryAssembly, [typeof(IAnswer)]);

        Assert.Equal("library 1.0", PluginFolder.Ask(loader.LoadDefaultAssembly()));
    }
}
