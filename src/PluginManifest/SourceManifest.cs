using System.Text.Json;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Abstractions.Options.Shapes;
using DeferredSeg.Schema;

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

    /// <exception cref="IncompleteManifestException">It is no JSON or has keys that are not known; all problems are reported at once.</exception>
    public static SourceManifest Read(string file)
    {
        using var document = Parse(File.ReadAllText(file));
        var errors = new List<ManifestError>();
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new IncompleteManifestException(ManifestError.Malformed, $"It holds {document.RootElement.ValueKind}; expected is a JSON object.");
        var members = new KnownMembers(document.RootElement, "plugin.json", [.. TextKeys, "contributions", "$schema"], errors);
        var texts = TextKeys
            .Select(key => (Key: key, Text: members.Text(key, isRequired: false)))
            .Where(entry => entry.Text is not null)
            .ToDictionary(entry => entry.Key, entry => entry.Text!);
        List<SourceContribution> contributions = [.. members.List("contributions").Select((element, index) => SourceContribution.Read(element, index, errors))];
        return errors.Count == 0 ? new(texts, contributions) : throw new IncompleteManifestException(errors);
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
            throw new IncompleteManifestException([new(ManifestError.Malformed, $"It is not JSON: {e.Message}", position)]);
        }
    }
}

/// <summary>One thing that a plugin brings, as its author wrote it down.</summary>
/// <param name="Kind">What it is, for example <c>backbone</c>.</param>
/// <param name="Id">The name by which configurations ask for it.</param>
/// <param name="Title">Its name for people; null if not given.</param>
/// <param name="Description">What it is, in a sentence; null if not given.</param>
/// <param name="License">The licence of what it follows, such as a network's published code and weights; null if not given.</param>
/// <param name="Citation">The publication to cite; null if not given.</param>
/// <param name="OptionsType">The full name of its option record; null if it has none.</param>
/// <param name="Options">A schema written by hand; null if there is none.</param>
internal sealed record SourceContribution(
    string Kind,
    string Id,
    string? Title,
    string? Description,
    string? License,
    string? Citation,
    string? OptionsType,
    SchemaNode? Options
)
{
    private static readonly string[] _keys = ["kind", "id", "title", "description", "license", "citation", "optionsType", "options"];

    public static SourceContribution Read(JsonElement element, int index, List<ManifestError> errors)
    {
        var members = new KnownMembers(element, $"contributions[{index}]", _keys, errors);
        var options = members.Element("options");
        var type = members.Text("optionsType", isRequired: false);
        if (options is not null && type is not null)
            errors.Add(
                new(
                    ManifestError.Malformed,
                    $"contributions[{index}] has 'optionsType' and 'options'; expected is one of them. Remove 'options': it is written from the type."
                )
            );
        return new(
            members.Text("kind", isRequired: true) ?? "",
            members.Text("id", isRequired: true) ?? "",
            members.Text("title", isRequired: false),
            members.Text("description", isRequired: false),
            members.Text("license", isRequired: false),
            members.Text("citation", isRequired: false),
            type,
            Schema(options, index, errors)
        );
    }

    private static SchemaNode? Schema(JsonElement? options, int index, List<ManifestError> errors)
    {
        try
        {
            return options is { } element ? SchemaJson.Parse(element) : null;
        }
        catch (SchemaFormatException e)
        {
            errors.Add(new(ManifestError.Malformed, $"The options of contributions[{index}] are no schema: {e.Message}"));
            return null;
        }
    }
}

/// <summary>A JSON object of which all keys are known; whatever is not right is added to the errors.</summary>
internal sealed class KnownMembers
{
    private readonly Dictionary<string, JsonElement> _members;
    private readonly string _place;
    private readonly bool _isObject;
    private readonly List<ManifestError> _errors;

    public KnownMembers(JsonElement element, string place, IReadOnlyList<string> keys, List<ManifestError> errors)
    {
        (_place, _errors) = (place, errors);
        _isObject = element.ValueKind == JsonValueKind.Object;
        if (!_isObject)
            errors.Add(Unexpected(place, element, "an object"));
        _members = _isObject ? element.EnumerateObject().ToDictionary(member => member.Name, member => member.Value) : [];
        foreach (var key in _members.Keys.Except(keys))
        {
            var nearest = NearestName.Of(key, keys);
            errors.Add(
                new(
                    ManifestError.UnknownKey,
                    $"{place} has {Wording.Quote(key)}, which is not known; "
                        + (nearest is null ? "" : $"did you mean {Wording.Quote(nearest)}? ")
                        + $"Known are {string.Join(", ", keys)}."
                )
            );
        }
    }

    public JsonElement? Element(string key) => _members.TryGetValue(key, out var value) ? value : null;

    public string? Text(string key, bool isRequired)
    {
        if (Element(key) is not { } value)
        {
            // An element that is no object was reported already.
            if (isRequired && _isObject)
                _errors.Add(new(ManifestError.Malformed, $"{_place} has no '{key}'; expected is a text."));
            return null;
        }
        if (value.ValueKind == JsonValueKind.String && value.GetString()!.Trim().Length > 0)
            return value.GetString();
        _errors.Add(Unexpected($"'{key}' of {_place}", value, "a text that is not empty"));
        return null;
    }

    public IEnumerable<JsonElement> List(string key)
    {
        if (Element(key) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0)
            return list.EnumerateArray();
        var found = Element(key) is { } other ? $"is {Wording.Quote(other.GetRawText())}" : "is not there";
        _errors.Add(
            new(
                ManifestError.Malformed,
                $"'{key}' of {_place} {found}; expected is a list of what the plugin brings, such as [ {{ \"kind\": \"backbone\", \"id\": \"UNet\" }} ]."
            )
        );
        return [];
    }

    private static ManifestError Unexpected(string what, JsonElement found, string expected) =>
        new(ManifestError.Malformed, $"{what} is {Wording.Quote(found.GetRawText())}; expected is {expected}.");
}
