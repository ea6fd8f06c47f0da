using System.Text.Json;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Abstractions.Options.Shapes;

namespace DeferredSeg.PluginManifest;

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
                    $"{place} has {Wording.Quote(key)}, which is not known; {(nearest is null ? "" : $"did you mean {Wording.Quote(nearest)}? ")}Known are {string.Join(", ", keys)}."
                )
            );
        }
    }

    public JsonElement? Element(string key) => _members.TryGetValue(key, out var value) ? value : null;

    public string? Text(string key, bool isRequired)
    {
        if (Element(key) is not { } value)
        {
            // An element that is no object was told already.
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
