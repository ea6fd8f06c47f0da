using System.Text.Json;

namespace DeferredSeg.Host.Plugins;

/// <summary>Which plugin brings what, read from the <c>plugin.json</c> files of a folder without loading any code.</summary>
public static class PluginCatalog
{
    /// <summary>The id of the plugin that contributes a backbone.</summary>
    /// <param name="folder">The plugins folder.</param>
    /// <param name="backbone">The backbone's name, for example <c>UNet</c>; case does not matter.</param>
    /// <exception cref="PluginException">No plugin contributes it; the message names those that are there.</exception>
    public static string PluginOf(string folder, string backbone)
    {
        var backbones = Backbones(folder).ToList();
        var found = backbones.Find(entry => string.Equals(entry.Backbone, backbone, StringComparison.OrdinalIgnoreCase)).Plugin;
        if (found is not null) return found;
        var there = backbones.Count == 0 ? "no backbone plugin" : string.Join(", ", backbones.Select(entry => entry.Backbone));
        throw new PluginException($"No plugin in {folder} brings a backbone '{backbone}'; there is {there}. Check the name, or name the folder of your plugins in {PluginFolder.Variable}.");
    }

    private static IEnumerable<(string Backbone, string Plugin)> Backbones(string folder)
    {
        if (!Directory.Exists(folder)) yield break;
        foreach (var plugin in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            foreach (var backbone in Contributions(Path.Combine(plugin, "plugin.json"))) yield return (backbone, Path.GetFileName(plugin));
        }
    }

    private static List<string> Contributions(string manifest)
    {
        if (!File.Exists(manifest)) return [];
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(manifest));
            return [.. document.RootElement.GetProperty("contributions").EnumerateArray()
                .Where(entry => entry.GetProperty("kind").GetString() == "backbone")
                .Select(entry => entry.GetProperty("id").GetString() ?? "")];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new PluginException($"{manifest} is not a plugin manifest: {e.Message} Expected is a JSON object with \"contributions\": [ {{ \"kind\": \"backbone\", \"id\": \"…\" }} ].", e);
        }
    }
}
