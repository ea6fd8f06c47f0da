using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Host.Plugins.Checks;
using DeferredSeg.Host.Plugins.Manifests;

namespace DeferredSeg.Host.Plugins.Discovery;

/// <summary>Files of plugins that lie beside the plugins' folders instead of in one.</summary>
internal static class LooseFiles
{
    private const int MostNamed = 3;

    private static readonly string _contract = typeof(ISegmentorBackbone).Assembly.GetName().Name!;

    /// <summary>A failed plugin for each loose DLL that is made against the contract; where there is none, one for all other loose files together.</summary>
    /// <param name="root">The folder with one folder for each plugin, a canonical path.</param>
    /// <param name="settings">How plugins are treated.</param>
    public static IEnumerable<Plugin> Of(string root, PluginSettings settings)
    {
        List<string> files =
        [
            .. Directory
                .EnumerateFiles(root)
                .Select(file => Path.GetFileName(file)!)
                .Where(name =>
                    name[0] != '.' && (name == PluginManifest.FileName || Path.GetExtension(name).Equals(".dll", StringComparison.OrdinalIgnoreCase))
                )
                .Order(StringComparer.Ordinal),
        ];
        List<string> plugins = files.FindAll(name => name != PluginManifest.FileName && IsMadeAgainstTheContract(root, name));
        if (plugins.Count > 0)
            return plugins.Select(name =>
                Loose(
                    root,
                    name,
                    settings,
                    $"{ShownText.Of(name)} lies loose in {root}; expected a folder of its own with the DLL, what it needs and {PluginManifest.FileName}.",
                    $"Move it with the other files of its build into {Path.Combine(root, ShownText.Of(Path.GetFileNameWithoutExtension(name)))}; 'dotnet build "
                        + $"-p:DeferredSegPluginsFolder={root}' writes that folder."
                )
            );
        if (files.Count == 0)
            return [];
        var named = string.Join(", ", files.Take(MostNamed).Select(name => ShownText.Of(name)));
        var more = files.Count > MostNamed ? $" and {files.Count - MostNamed} more" : "";
        return
        [
            Loose(
                root,
                files[0],
                settings,
                $"{named}{more} {(files.Count == 1 ? "lies" : "lie")} loose in {root}, and no DLL among them is made against {_contract}; expected a folder for each "
                    + $"plugin with its DLL, what it needs and {PluginManifest.FileName}.",
                $"Move the files into the folder of their plugin, or remove them. ./deferredseg plugins new starts a plugin."
            ),
        ];
    }

    private static Plugin Loose(string root, string name, PluginSettings settings, string reason, string mend) =>
        new(Path.Combine(root, name), settings.CallLimit, null, null, [new(PluginState.Failed, reason, mend)]);

    private static bool IsMadeAgainstTheContract(string root, string name)
    {
        try
        {
            return AssemblyFacts.Read(root, name)?.References.Any(reference => reference.Name == _contract) == true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
