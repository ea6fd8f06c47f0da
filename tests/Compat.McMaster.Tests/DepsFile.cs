using System.Runtime.InteropServices;

namespace Compat.McMaster.Tests;

/// <summary>Moves a library of a plugin to where a package keeps what is made for one platform.</summary>
internal static class DepsFile
{
    /// <summary>Moves the library below <c>runtimes/</c> and writes a .deps.json that lists it there and nothing else.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="library">A file beside its entry assembly.</param>
    /// <param name="subfolder">The folder below that of the platform: <c>native</c> or <c>lib/net10.0</c>.</param>
    /// <param name="assetType">How the .deps.json calls it: <c>native</c> or <c>runtime</c>.</param>
    public static void MoveBelowRuntimes(PluginFolder plugin, string library, string subfolder, string assetType)
    {
        var platform = RuntimeInformation.RuntimeIdentifier;
        var asset = $"runtimes/{platform}/{subfolder}/{library}";
        var target = Path.Combine(plugin.Folder, asset);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Move(Path.Combine(plugin.Folder, library), target);

        var name = Path.GetFileNameWithoutExtension(plugin.EntryAssembly);
        File.WriteAllText(Path.ChangeExtension(plugin.EntryAssembly, ".deps.json"), $$"""
            {
              "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0" },
              "targets": {
                ".NETCoreApp,Version=v10.0": {
                  "{{name}}/1.0.0": {
                    "runtime": { "{{name}}.dll": {} },
                    "runtimeTargets": { "{{asset}}": { "rid": "{{platform}}", "assetType": "{{assetType}}" } }
                  }
                }
              },
              "libraries": { "{{name}}/1.0.0": { "type": "project", "serviceable": false, "sha512": "" } }
            }
            """);
    }
}
