using System.Globalization;
using System.Text.Json;

namespace DeferredSeg.PluginKit.Plugin;

/// <summary>What a JSON schema of options says that can be tried. Only text and numbers of it; no plugin type meets System.Text.Json.</summary>
internal sealed class OptionsSchema
{
    private readonly List<(string Name, string Value)> _defaults = [];
    private readonly List<(string Name, string Value, string Why)> _wrong = [];

    public IReadOnlyList<(string Name, string Value)> Defaults => _defaults;

    public IReadOnlyList<(string Name, string Value, string Why)> Wrong => _wrong;

    public bool HasRequired { get; private init; }

    public static OptionsSchema Parse(string? text)
    {
        if (text is null)
            return new();
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            var schema = new OptionsSchema { HasRequired = root.TryGetProperty("required", out var required) && required.GetArrayLength() > 0 };
            if (root.TryGetProperty("properties", out var properties))
            {
                foreach (var property in properties.EnumerateObject())
                    schema.Add(property.Name, property.Value);
            }
            return schema;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new CheckFailure(
                "the schema in plugin.json",
                e.Message,
                """{ "type": "object", "properties": { "name": { "type": …, "default": …, "minimum": …, "maximum": … } } }""",
                "Correct the contribution's \"options\"."
            );
        }
    }

    private void Add(string name, JsonElement property)
    {
        if (
            property.TryGetProperty("default", out var value)
            && value.ValueKind is JsonValueKind.Number or JsonValueKind.String or JsonValueKind.True or JsonValueKind.False
        )
            _defaults.Add((name, Text(value)));
        var type = property.TryGetProperty("type", out var declared) && declared.ValueKind == JsonValueKind.String ? declared.GetString() : null;
        if (type is "integer" or "number" or "boolean")
            _wrong.Add((name, "neither-number-nor-flag", $"which is no {type}"));
        if (type == "integer")
            _wrong.Add((name, "1.5", "which is no integer"));
        if (property.TryGetProperty("enum", out _))
            _wrong.Add((name, "none-of-these", "which the schema does not list"));
        Bound(name, property, "minimum", Step(type, -1));
        Bound(name, property, "maximum", Step(type, 1));
        Bound(name, property, "exclusiveMinimum", 0);
        Bound(name, property, "exclusiveMaximum", 0);
    }

    // Just out of range: the next whole number, or for a fraction a small part of the bound's size.
    private static double Step(string? type, int sign) => type == "integer" ? sign : sign * 0.001;

    private void Bound(string name, JsonElement property, string bound, double step)
    {
        if (!property.TryGetProperty(bound, out var element))
            return;
        var limit = element.GetDouble();
        var beyond = Math.Abs(step) < 1 ? limit + step * Math.Max(1, Math.Abs(limit)) : limit + step;
        _wrong.Add((name, beyond.ToString("R", CultureInfo.InvariantCulture), $"beyond its {bound} of {limit.ToString("R", CultureInfo.InvariantCulture)}"));
    }

    private static string Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => value.GetRawText(),
        };
}
