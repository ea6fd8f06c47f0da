using System.Text.Json;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Abstractions.Options.Shapes;

namespace DeferredSeg.Schema;

/// <summary>Reads one schema. Depth and number of places are limited: the text may come from anywhere.</summary>
internal sealed class SchemaJsonParser
{
    private const int DeepestLevel = 32;
    private const int MostPlaces = 10_000;

    private int _places;

    public SchemaNode Parse(JsonElement element) => Node(element, "$", 0);

    private SchemaNode Node(JsonElement element, string path, int level)
    {
        if (level > DeepestLevel)
            throw new SchemaFormatException($"{path} is nested deeper than {DeepestLevel} levels.");
        if (++_places > MostPlaces)
            throw new SchemaFormatException($"The schema describes more than {MostPlaces} places.");
        var members = new SchemaMembers(element, path);
        members.CheckDialect(level == 0);
        var (type, isNullable) = members.Type();
        SchemaNode node = type switch
        {
            "object" => Object(members, path, level),
            "array" => new ArraySchema(Node(members.Required("items"), $"{path}.items", level + 1)),
            "boolean" => new BooleanSchema(),
            "integer" => new IntegerSchema
            {
                Minimum = members.Whole("minimum"),
                Maximum = members.Whole("maximum"),
                MultipleOf = members.Whole("multipleOf", least: 1),
            },
            "number" => new NumberSchema { Minimum = members.Number("minimum"), Maximum = members.Number("maximum") },
            _ => members.Choices(isNullable, ref _places, MostPlaces) is { } choices ? new ChoiceSchema(choices) : new TextSchema(),
        };
        node = node with { IsNullable = isNullable, Description = members.Text("description") };
        node = node with { Default = members.Default(node) };
        members.CheckNothingElse();
        return node;
    }

    private ObjectSchema Object(SchemaMembers members, string path, int level)
    {
        var properties = new List<SchemaProperty>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in members.Object("properties"))
        {
            if (!names.Add(property.Name))
                throw new SchemaFormatException($"{path}.properties names {Wording.Quote(property.Name)} twice; names must differ in more than case.");
            properties.Add(new(property.Name, Node(property.Value, $"{path}.properties.{Shortened(property.Name)}", level + 1)));
        }
        var required = members.Texts("required");
        if (required.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
            throw new SchemaFormatException($"{path}.required names {Wording.Quote(unknown)}, which is not among the properties.");
        return new(properties) { IsOpen = members.Flag("additionalProperties", fallback: true), Required = required };
    }

    private static string Shortened(string name) => Wording.Quote(name)[1..^1];
}

/// <summary>The members of one schema object, each read once and with its type checked.</summary>
internal sealed class SchemaMembers
{
    private static readonly string[] _types = ["object", "array", "string", "boolean", "integer", "number"];
    private static readonly string[] _keywords =
    [
        "$schema",
        "type",
        "enum",
        "minimum",
        "maximum",
        "multipleOf",
        "items",
        "properties",
        "required",
        "additionalProperties",
        "default",
        "description",
    ];

    private readonly Dictionary<string, JsonElement> _left = [];
    private readonly string _path;

    public SchemaMembers(JsonElement element, string path)
    {
        _path = path;
        if (element.ValueKind != JsonValueKind.Object)
            throw Unexpected("", element, "a schema, an object with \"type\"");
        foreach (var member in element.EnumerateObject())
        {
            if (!_left.TryAdd(member.Name, member.Value))
                throw new SchemaFormatException($"{path} has {Wording.Quote(member.Name)} twice.");
        }
    }

    public void CheckDialect(bool isRoot)
    {
        if (isRoot && _left.Remove("$schema", out var dialect) && !IsText(dialect, SchemaJson.Dialect))
            throw Unexpected("$schema", dialect, $"\"{SchemaJson.Dialect}\"");
    }

    public (string Name, bool IsNullable) Type()
    {
        const string Expected = "one of object, array, string, boolean, integer, number, alone or in a list with null";
        var type = Required("type");
        JsonElement[] names = type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Take(3)] : [type];
        var name = _types.FirstOrDefault(known => names.Length > 0 && IsText(names[0], known));
        var isNullable = names.Length == 2 && IsText(names[1], "null");
        return name is not null && names.Length == (isNullable ? 2 : 1) ? (name, isNullable) : throw Unexpected("type", type, Expected);
    }

    public JsonElement Required(string name) =>
        _left.Remove(name, out var value) ? value : throw new SchemaFormatException($"{_path} has no {Wording.Quote(name)}.");

    public IEnumerable<JsonProperty> Object(string name)
    {
        if (!_left.Remove(name, out var value))
            return [];
        return value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : throw Unexpected(name, value, "an object");
    }

    public string? Text(string name)
    {
        if (!_left.Remove(name, out var value))
            return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Unexpected(name, value, "text");
    }

    public IReadOnlyList<string> Texts(string name)
    {
        if (!_left.Remove(name, out var value))
            return [];
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
            throw Unexpected(name, value, "a list of texts");
        return [.. value.EnumerateArray().Select(item => item.GetString()!)];
    }

    public IReadOnlyList<string>? Choices(bool isNullable, ref int places, int most)
    {
        if (!_left.Remove("enum", out var value))
            return null;
        var expected = isNullable ? "a list of different texts and null at its end" : "a list of different texts";
        if (value.ValueKind != JsonValueKind.Array)
            throw Unexpected("enum", value, expected);
        var items = value.EnumerateArray().ToList();
        if ((places += items.Count) > most)
            throw new SchemaFormatException($"The schema describes more than {most} places.");
        if (isNullable && (items.Count == 0 || items[^1].ValueKind != JsonValueKind.Null))
            throw Unexpected("enum", value, expected);
        if (isNullable)
            items.RemoveAt(items.Count - 1);
        if (items.Count == 0 || items.Exists(item => item.ValueKind != JsonValueKind.String))
            throw Unexpected("enum", value, expected);
        List<string> texts = [.. items.Select(item => item.GetString()!)];
        return texts.Distinct().Count() == texts.Count ? texts : throw Unexpected("enum", value, expected);
    }

    public bool Flag(string name, bool fallback)
    {
        if (!_left.Remove(name, out var value))
            return fallback;
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Unexpected(name, value, "true or false");
    }

    public long? Whole(string name, long least = -(1L << 53))
    {
        if (!_left.Remove(name, out var value))
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var whole) && whole >= least && whole <= 1L << 53
            ? whole
            : throw Unexpected(name, value, Wording.Whole(least, 1L << 53, null));
    }

    public double? Number(string name)
    {
        if (!_left.Remove(name, out var value))
            return null;
        return value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble())
            ? value.GetDouble()
            : throw Unexpected(name, value, "a finite number");
    }

    public SchemaDefault? Default(SchemaNode node)
    {
        if (!_left.Remove("default", out var value))
            return null;
        var isRight = value.ValueKind switch
        {
            JsonValueKind.Null => node.IsNullable,
            JsonValueKind.True or JsonValueKind.False => node is BooleanSchema,
            JsonValueKind.Number => node is IntegerSchema ? value.TryGetInt64(out _) : node is NumberSchema && double.IsFinite(value.GetDouble()),
            JsonValueKind.String => node is TextSchema || (node is ChoiceSchema choice && choice.Choices.Contains(value.GetString())),
            _ => false,
        };
        if (!isRight)
            throw Unexpected("default", value, "a value that the schema itself allows; that of an object or array is null");
        return new(
            value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => value.GetString(),
                _ => value.GetRawText(),
            }
        );
    }

    public void CheckNothingElse()
    {
        if (_left.Keys.FirstOrDefault() is not { } name)
            return;
        var nearest = NearestName.Of(name, _keywords);
        throw new SchemaFormatException(
            $"{_path} has {Wording.Quote(name)}, which options do not use here"
                + (nearest is null || nearest == name ? "." : $"; did you mean {Wording.Quote(nearest)}?")
        );
    }

    private SchemaFormatException Unexpected(string name, JsonElement found, string expected) =>
        new($"{_path}{(name.Length == 0 ? "" : $".{name}")} is {Wording.Quote(found.GetRawText())}; expected {expected}.");

    // ValueEquals throws where the element is no text.
    private static bool IsText(JsonElement element, string text) => element.ValueKind == JsonValueKind.String && element.ValueEquals(text);
}
