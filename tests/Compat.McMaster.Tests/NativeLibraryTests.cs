using System.Reflection;
using Fixture.Contracts;
using McMaster.NETCore.Plugins;

namespace Compat.McMaster.Tests;

public sealed class NativeLibraryTests
{
    private const string Library = "libfixture_native.so";

    [SkippableFact]
    public void A_plugin_finds_the_native_library_in_its_own_folder()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The fixture's native library is built on Linux only.");
        using var folder = PluginFolder.Native();
        using var loader = PluginLoader.CreateFromAssemblyFile(folder.EntryAssembly, isUnloadable: true, [typeof(IAnswer)]);

        Assert.Equal("native 42", PluginFolder.Ask(loader.LoadDefaultAssembly()));
    }

    [SkippableFact]
    public void A_library_below_runtimes_is_found_through_the_deps_file()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The fixture's native library is built on Linux only.");
        using var folder = PluginFolder.Native();
        DepsFile.MoveBelowRuntimes(folder, Library, "native", assetType: "native");
        using var loader = PluginLoader.CreateFromAssemblyFile(folder.EntryAssembly, isUnloadable: true, [typeof(IAnswer)]);

        Assert.Equal("native 42", PluginFolder.Ask(loader.LoadDefaultAssembly()));
    }

    [SkippableFact]
    public void A_plugin_in_memory_uses_a_copy_that_goes_with_it()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The fixture's native library is built on Linux only.");
        using var folder = PluginFolder.Native();
        DepsFile.MoveBelowRuntimes(folder, Library, "native", assetType: "native");
        string[] copies;
        using (var loader = LoadInMemory(folder))
        {
            Assert.Equal("native 42", PluginFolder.Ask(loader.LoadDefaultAssembly()));
            copies = [.. CopiesOutside(folder)];
            Assert.NotEmpty(copies);
        }

        Assert.DoesNotContain(copies, File.Exists);
    }

    [SkippableFact]
    public void A_plugin_in_memory_finds_a_library_beside_it_by_its_file_name()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The fixture's native library is built on Linux only.");
        using var folder = PluginFolder.Native();
        using var loader = LoadInMemory(folder);

        var answer = loader.LoadDefaultAssembly()
            .GetType("Fixture.NativePlugin.NativeAnswer")!
            .GetMethod("AnswerOfFile", BindingFlags.Public | BindingFlags.Static)!
            .Invoke(null, null);

        Assert.Equal("native 42", answer);
    }

    private static PluginLoader LoadInMemory(PluginFolder folder) => PluginLoader.CreateFromAssemblyFile(
        folder.EntryAssembly, isUnloadable: true, [typeof(IAnswer)], config => config.LoadInMemory = true);

    private static IEnumerable<string> CopiesOutside(PluginFolder plugin) =>
        Directory.EnumerateDirectories(Path.GetTempPath())
            .Where(folder => folder != plugin.Folder)
            .Select(folder => Path.Combine(folder, Library))
            .Where(File.Exists);
}
