using System.Text.Json;
using DeferredSeg.Host.Plugins.States;

namespace DeferredSeg.Host.Plugins.Checks;

/// <summary>The build's own files, <c>.deps.json</c> and <c>.runtimeconfig.json</c>, tell the loader where to look: nowhere but in the plugin's folder.</summary>
internal static class DependencyFileCheck
{
    private const int LargestFile = 16 << 20;

    public static IEnumerable<Verdict> Run(string folder, IEnumerable<string> files)
    {
        foreach (var file in files.Where(file => file.EndsWith(".deps.json", StringComparison.OrdinalIgnoreCase) || file.Contains(".runtimeconfig.", StringComparison.OrdinalIgnoreCase)))
        {
            if (Problem(Path.Combine(folder, file), file) is { } verdict) yield return verdict;
        }
    }

    private static Verdict? Problem(string path, string file)
    {
        if (new FileInfo(path) is { Length: 0 or > LargestFile } wrong) return new(PluginState.Failed, $"{file} has {wrong.Length} bytes; expected are 1 to {LargestFile}.", "Build the plugin again and copy its whole output.");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return file.Contains(".runtimeconfig.", StringComparison.OrdinalIgnoreCase) ? Probing(document.RootElement, file) : Asset(document.RootElement, file);
        }
        catch (JsonException e)
        {
            return new(PluginState.Failed, $"{file} is not JSON: {e.Message}", "Build the plugin again and copy its whole output.");
        }
    }

    private static Verdict? Probing(JsonElement root, string file) =>
        Find(root, "additionalProbingPaths") is { ValueKind: JsonValueKind.Array } paths && paths.GetArrayLength() > 0
            ? new(PluginState.Blocked, $"{file} has the loader look in {string.Join(", ", paths.EnumerateArray().Select(entry => entry.ToString()))}, outside of the plugin's folder.", "Remove additionalProbingPaths, and copy what the plugin needs into its folder.")
            : null;

    private static Verdict? Asset(JsonElement root, string file)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("targets", out var targets)) return null;
        var outside = Children(targets).SelectMany(Children).SelectMany(Children).Where(kind => kind.ValueKind == JsonValueKind.Object)
            .SelectMany(kind => kind.EnumerateObject().Select(asset => asset.Name)).FirstOrDefault(Escapes);
        return outside is null ? null : new(PluginState.Blocked, $"{file} names {outside}, outside of the plugin's folder.", "Build the plugin again; a build does not write such a name.");
    }

    private static bool Escapes(string asset) => Path.IsPathRooted(asset) || asset.StartsWith('\\') || (asset.Length > 1 && asset[1] == ':') || asset.Split('/', '\\').Contains("..");

    private static IEnumerable<JsonElement> Children(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object ? element.EnumerateObject().Select(property => property.Value) : [];

    private static JsonElement? Find(JsonElement element, string name) =>
        element.ValueKind != JsonValueKind.Object ? null
        : element.TryGetProperty(name, out var found) ? found
        : element.EnumerateObject().Select(property => Find(property.Value, name)).FirstOrDefault(value => value is not null);
}
