using System.Text.Json;
using DeferredSeg.Abstractions.Options.Shapes;
using DeferredSeg.Schema.Nodes;

namespace DeferredSeg.Schema.Json;

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
