using System.Text.Json;

namespace DeferredSeg.PluginManifest;

/// <summary>A hand-written plugin.json; comments and trailing commas are allowed in it.</summary>
internal sealed class SourceManifest
{
    private static readonly JsonDocumentOptions _lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
    };

    private readonly Dictionary<string, string> _texts;

    private SourceManifest(Dictionary<string, string> texts, IReadOnlyList<SourceContribution> contributions)
    {
        _texts = texts;
        Contributions = contributions;
    }

    /// <summary>The keys whose values are texts, in the order in which they are written.</summary>
    public static IReadOnlyList<string> TextKeys { get; } = ["id", "title", "version", "contract", "entry", "description", "license"];

    /// <summary>What the plugin brings.</summary>
    public IReadOnlyList<SourceContribution> Contributions { get; }

    /// <summary>The text of a key; null if the manifest does not have it.</summary>
    public string? this[string key] => _texts.GetValueOrDefault(key);

    /// <exception cref="ManifestException">It is no JSON or has keys that are not known; all problems are told at once.</exception>
    public static SourceManifest Read(string file)
    {
        using var document = Parse(File.ReadAllText(file));
        var errors = new List<ManifestError>();
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new ManifestException(ManifestError.Malformed, $"It holds {document.RootElement.ValueKind}; expected is a JSON object.");
        var members = new KnownMembers(document.RootElement, "plugin.json", [.. TextKeys, "contributions", "$schema"], errors);
        var texts = TextKeys
            .Select(key => (Key: key, Text: members.Text(key, isRequired: false)))
            .Where(entry => entry.Text is not null)
            .ToDictionary(entry => entry.Key, entry => entry.Text!);
        List<SourceContribution> contributions = [.. members.List("contributions").Select((element, index) => SourceContribution.Read(element, index, errors))];
        return errors.Count == 0 ? new(texts, contributions) : throw new ManifestException(errors);
    }

    private static JsonDocument Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text, _lenient);
        }
        catch (JsonException e)
        {
            (long, long)? position = e is { LineNumber: { } line, BytePositionInLine: { } column } ? (line + 1, column + 1) : null;
            throw new ManifestException([new(ManifestError.Malformed, $"It is not JSON: {e.Message}", position)]);
        }
    }
}
