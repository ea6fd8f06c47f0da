using System.Text.RegularExpressions;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Abstractions.Options.Shapes;

namespace DeferredSeg.Schema;

/// <summary>Compares configurations with schemas, by the same rules as options are read: names and choices without case, numbers the same everywhere.</summary>
public sealed class SchemaValidator
{
    private readonly List<SchemaProblem> _problems = [];

    private SchemaValidator() { }

    /// <summary>All problems of a configuration, in the order of its keys; none if it is as the schema says.</summary>
    /// <param name="schema">What the configuration should be.</param>
    /// <param name="configuration">The configuration; the key of this topmost place does not matter.</param>
    /// <param name="path">The JSON path of the configuration's topmost place, for the problems.</param>
    public static IReadOnlyList<SchemaProblem> Validate(SchemaNode schema, ConfigurationNode configuration, string path = "$")
    {
        var validator = new SchemaValidator();
        validator.Node(schema, configuration, path);
        return validator._problems;
    }

    private void Node(SchemaNode schema, ConfigurationNode node, string path)
    {
        switch (schema)
        {
            case ObjectSchema item:
                Object(item, node, path);
                break;
            case ArraySchema array:
                Array(array, node, path);
                break;
            default:
                Scalar(schema, node, path);
                break;
        }
    }

    private void Object(ObjectSchema schema, ConfigurationNode node, string path)
    {
        if (node is { Value: not null, Children.Count: 0 })
        {
            Bad(path, node, Wording.Object);
            return;
        }
        var names = schema.Properties.Select(property => property.Name).ToList();
        foreach (var child in node.Children)
        {
            var property = schema.Properties.FirstOrDefault(property => string.Equals(property.Name, child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is not null)
                Node(property.Node, child, JsonPath.Below(path, property.Name));
            else if (!schema.IsOpen)
                Unknown(JsonPath.Below(path, child.Key), child.Key, names);
        }
        foreach (var name in schema.Required.Where(name => !node.Children.Any(child => string.Equals(child.Key, name, StringComparison.OrdinalIgnoreCase))))
        {
            var allowed = Allowed(schema.Properties.First(property => string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase)).Node);
            var missing = JsonPath.Below(path, name);
            _problems.Add(new(missing, "nothing", allowed, null, $"{missing} is missing; expected {allowed}."));
        }
    }

    private void Array(ArraySchema schema, ConfigurationNode node, string path)
    {
        var isNull = node is { Value: null, Children.Count: 0 };
        if (isNull && schema.IsNullable)
            return;
        if ((node.Children.Count == 0 && node.Value != "") || !node.Children.All(child => ScalarText.IsIndex(child.Key)))
        {
            Bad(path, node, Allowed(schema));
            return;
        }
        foreach (var child in node.Children)
            Node(schema.Items, child, JsonPath.Element(path, child.Key));
    }

    private void Scalar(SchemaNode schema, ConfigurationNode node, string path)
    {
        var text = node.Children.Count > 0 ? null : node.Value;
        if (node.Children.Count == 0 && schema.IsNullable && (text is null || (text.Length == 0 && schema is not TextSchema)))
            return;
        var isRight =
            text is not null
            && schema switch
            {
                BooleanSchema => ScalarText.TryFlag(text, out _),
                IntegerSchema integer => ScalarText.TryWhole(text, integer.Minimum, integer.Maximum, integer.MultipleOf, out _),
                NumberSchema number => ScalarText.TryNumber(text, number.Minimum, number.Maximum, out _),
                ChoiceSchema choice => ScalarText.TryChoice(text, choice.Choices, out _),
                _ => true,
            };
        if (!isRight)
            Bad(path, node, Allowed(schema), text is not null && schema is ChoiceSchema { Choices: var choices } ? NearestName.Of(text, choices) : null);
    }

    private static string Allowed(SchemaNode schema) =>
        Wording.OrNull(
            schema switch
            {
                ObjectSchema => Wording.Object,
                ArraySchema => Wording.List,
                BooleanSchema => Wording.Flag,
                IntegerSchema integer => Wording.Whole(integer.Minimum, integer.Maximum, integer.MultipleOf),
                NumberSchema number => Wording.Number(number.Minimum, number.Maximum),
                ChoiceSchema choice => Wording.Choice(choice.Choices),
                _ => Wording.Text,
            },
            schema.IsNullable
        );

    private void Bad(string path, ConfigurationNode node, string allowed, string? nearest = null)
    {
        var found = Wording.Found(node.Value, [.. node.Children.Select(child => child.Key)]);
        _problems.Add(new(path, found, allowed, nearest, Wording.BadValue(path, found, allowed, nearest)));
    }

    private void Unknown(string path, string key, IReadOnlyList<string> known)
    {
        var nearest = NearestName.Of(key, known);
        _problems.Add(new(path, Wording.Quote(key), Wording.Names(known), nearest, Wording.UnknownName(path, known, nearest)));
    }
}

/// <summary>A place in a configuration, as Microsoft.Extensions.Configuration has it.</summary>
/// <param name="Key">Its key within its parent; those of a list's elements are 0, 1, 2 and so on.</param>
/// <param name="Value">Its text; null for null, for an object and for a list with elements, empty for a list without.</param>
/// <param name="Children">What is below.</param>
public sealed record ConfigurationNode(string Key, string? Value, IReadOnlyList<ConfigurationNode> Children);

/// <summary>One place where a configuration is not as its schema says.</summary>
/// <param name="Path">The JSON path, for example <c>$.experts[1].options.boundary</c>.</param>
/// <param name="Found">What was found, in quotes if it is a text.</param>
/// <param name="Allowed">What is allowed there: a range, the choices, a type, or the known names.</param>
/// <param name="Nearest">The known name or choice that is most like what was found; null if none is close.</param>
/// <param name="Message">All of it as a sentence.</param>
public sealed record SchemaProblem(string Path, string Found, string Allowed, string? Nearest, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Message;
}

/// <summary>JSON paths (RFC 9535) of places in a configuration.</summary>
internal static partial class JsonPath
{
    public static string Below(string path, string key) =>
        PlainName().IsMatch(key) ? $"{path}.{key}" : $"{path}['{key.Replace(@"\", @"\\").Replace("'", @"\'")}']";

    public static string Element(string path, string index) => $"{path}[{index}]";

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex PlainName();
}
