using System.Text.Json;
using DeferredSeg.Formats;
using DeferredSeg.Host.Plugins.Discovery;
using DeferredSeg.Host.Plugins.Manifests;

namespace DeferredSeg.Host.Plugins.Checks;

/// <summary>
/// The build's own files, <c>.deps.json</c> and <c>.runtimeconfig.json</c>, tell the loader where to look: nowhere but in the plugin's folder.
/// </summary>
internal static class DependencyFileCheck
{
    private const int LargestFile = 16 << 20;

    public static IEnumerable<Verdict> Run(string folder, IEnumerable<string> files)
    {
        foreach (
            var file in files.Where(file =>
                file.EndsWith(".deps.json", StringComparison.OrdinalIgnoreCase) || file.Contains(".runtimeconfig.", StringComparison.OrdinalIgnoreCase)
            )
        )
        {
            if (Problem(CanonicalPath.Of(Path.Combine(folder, file)), file) is { } verdict)
                yield return verdict;
        }
    }

    private static Verdict? Problem(string path, string file)
    {
        if (new FileInfo(path) is { Length: 0 or > LargestFile } wrong)
            return new(
                PluginState.Failed,
                $"{file} has {wrong.Length} bytes; expected are 1 to {LargestFile}.",
                "Build the plugin again and copy its whole output."
            );
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return file.Contains(".runtimeconfig.", StringComparison.OrdinalIgnoreCase)
                ? Probing(document.RootElement, file)
                : Asset(document.RootElement, file);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new(PluginState.Failed, $"{file} is not JSON: {JsonFault.Of(e)}", "Build the plugin again and copy its whole output.");
        }
    }

    private static Verdict? Probing(JsonElement root, string file)
    {
        var paths = Values(root, "additionalProbingPaths")
            .SelectMany(value => value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : (JsonElement[])[value])
            .ToList();
        return paths.Count == 0
            ? null
            : new(
                PluginState.Blocked,
                $"{file} has the loader look in {string.Join(", ", paths.Select(path => ShownText.Of(path.ToString())))}, outside of the plugin's folder.",
                "Remove additionalProbingPaths, and copy what the plugin needs into its folder."
            );
    }

    /// <summary>Names and values alike: an asset is a name, a library's path and an asset's local path are values.</summary>
    private static Verdict? Asset(JsonElement root, string file) =>
        Texts(root).FirstOrDefault(Escapes) is { } outside
            ? new(
                PluginState.Blocked,
                $"{file} names {ShownText.Of(outside)}, outside of the plugin's folder.",
                "Build the plugin again; a build does not write such a name."
            )
            : null;

    private static bool Escapes(string asset) =>
        Path.IsPathRooted(asset) || asset.StartsWith('\\') || (asset.Length > 1 && asset[1] == ':') || asset.Split('/', '\\').Contains("..");

    private static IEnumerable<string> Texts(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Texts(property.Value).Prepend(property.Name)),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
            JsonValueKind.String => [element.GetString()!],
            _ => [],
        };

    /// <summary>All values of that name, wherever and however often: readers differ in which of several they take.</summary>
    private static IEnumerable<JsonElement> Values(JsonElement element, string name) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element
                .EnumerateObject()
                .SelectMany(property =>
                    string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase) ? [property.Value] : Values(property.Value, name)
                ),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Values(item, name)),
            _ => [],
        };
}
