using System.Text.Json;

namespace DeferredSeg.PluginKit.Subjects;

/// <summary>What a <c>plugin.json</c> says.</summary>
internal sealed record PluginJson(string Id, string Version, string Entry, IReadOnlyList<DeclaredContribution> Contributions)
{
    private const string Example =
        """Expected is { "id": …, "version": …, "entry": "X.dll", "contributions": [ """
        + """{ "kind": "backbone" | "wrapper" | "head" | "expert", "id": … } ] }.""";

    /// <exception cref="ArgumentException">It is not there, or it is no manifest.</exception>
    public static PluginJson Read(string path, IReadOnlyDictionary<string, IConfiguration>? options)
    {
        if (!File.Exists(path))
            throw new ArgumentException($"{path} is not there. A plugin's folder has a plugin.json. {Example}");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            var root = document.RootElement;
            return new(
                Text(root, "id"),
                Text(root, "version"),
                Text(root, "entry"),
                [.. root.GetProperty("contributions").EnumerateArray().Select(entry => Read(entry, options))]
            );
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ArgumentException($"{path} is not a plugin manifest: {e.Message} {Example}", e);
        }
    }

    private static DeclaredContribution Read(JsonElement entry, IReadOnlyDictionary<string, IConfiguration>? options)
    {
        var id = Text(entry, "id");
        return new(KindOf(Text(entry, "kind")), id)
        {
            Options = options?.GetValueOrDefault(id) ?? DeclaredContribution.NoOptions,
            OptionsSchema = entry.TryGetProperty("options", out var schema) ? schema.GetRawText() : null,
        };
    }

    private static CheckKind KindOf(string kind) =>
        kind switch
        {
            "backbone" => CheckKind.Backbone,
            "wrapper" => CheckKind.Wrapper,
            "head" => CheckKind.Head,
            "expert" => CheckKind.Expert,
            _ => throw new InvalidOperationException($"\"kind\" is '{kind}'."),
        };

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new InvalidOperationException($"\"{name}\" is null.");
}
