using System.Reflection;
using Fixture.Contracts;

namespace Compat.McMaster.Tests;

/// <summary>A copy of a fixture plugin in a temporary folder, which goes when the test is over.</summary>
internal sealed class PluginFolder : IDisposable
{
    private PluginFolder(string fixture, string assembly)
    {
        Folder = Directory.CreateTempSubdirectory("deferredseg-plugin-").FullName;
        EntryAssembly = Path.Combine(Folder, assembly);
        Overwrite(fixture);
    }

    public string Folder { get; }

    public string EntryAssembly { get; }

    public static PluginFolder V1() => new("plugin-v1", "Fixture.Plugin.dll");

    public static PluginFolder V2() => new("plugin-v2", "Fixture.Plugin.dll");

    public static PluginFolder Native() => new("native", "Fixture.NativePlugin.dll");

    public static string Ask(Assembly plugin) => Create(plugin).Answer();

    public static IAnswer Create(Assembly plugin)
    {
        var type = plugin.GetTypes().Single(type => typeof(IAnswer).IsAssignableFrom(type));
        return (IAnswer)Activator.CreateInstance(type)!;
    }

    /// <summary>Writes the files of a fixture over those that are there, as an update of the plugin does.</summary>
    public void Overwrite(string fixture)
    {
        var source = Path.Combine(AppContext.BaseDirectory, "plugins", fixture);
        foreach (var file in Directory.GetFiles(source))
            File.WriteAllBytes(Path.Combine(Folder, Path.GetFileName(file)), File.ReadAllBytes(file));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
