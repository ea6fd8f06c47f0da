using System.Globalization;
using System.Reflection;
using DeferredSeg.Abstractions.Options.Shapes;

namespace DeferredSeg.Schema;

/// <summary>The schema of an option record, from its metadata: the type may be live, or of a MetadataLoadContext, which runs no code.</summary>
public static class SchemaReader
{
    /// <summary>Reads the schema; descriptions come from the documentation files next to the assemblies.</summary>
    /// <param name="record">A positional record whose parameters all have defaults.</param>
    /// <exception cref="InvalidOperationException">It is no option record; the message says why.</exception>
    public static ObjectSchema Read(Type record)
    {
        var documentation = new Dictionary<Assembly, XmlDescriptions>();
        return Read(
            record,
            assembly => documentation.TryGetValue(assembly, out var known) ? known : documentation[assembly] = XmlDescriptions.NextTo(assembly)
        );
    }

    /// <summary>Reads the schema.</summary>
    /// <param name="record">A positional record whose parameters all have defaults.</param>
    /// <param name="documentation">The descriptions of an assembly.</param>
    /// <exception cref="InvalidOperationException">It is no option record; the message says why.</exception>
    public static ObjectSchema Read(Type record, Func<Assembly, XmlDescriptions> documentation) => Object(OptionShapeReader.Read(record), documentation);

    private static ObjectSchema Object(OptionShape shape, Func<Assembly, XmlDescriptions> documentation)
    {
        var descriptions = documentation(shape.Type.Assembly);
        return new([.. shape.Parameters.Select(parameter => Property(shape.Type, parameter, descriptions, documentation))])
        {
            IsNullable = shape.IsNullable,
            Description = descriptions.OfType(shape.Type),
        };
    }

    private static SchemaProperty Property(Type record, OptionParameter parameter, XmlDescriptions descriptions, Func<Assembly, XmlDescriptions> documentation)
    {
        var node = Node(parameter.Shape, documentation);
        return new(
            parameter.Key,
            node with
            {
                Default = new(Default(parameter)),
                Description = descriptions.OfParameter(record, parameter.Name) ?? node.Description,
            }
        );
    }

    private static SchemaNode Node(OptionShape shape, Func<Assembly, XmlDescriptions> documentation) =>
        shape.Kind switch
        {
            OptionKind.Flag => new BooleanSchema { IsNullable = shape.IsNullable },
            OptionKind.Int32 or OptionKind.Int64 => new IntegerSchema
            {
                IsNullable = shape.IsNullable,
                Minimum = (long?)shape.Minimum,
                Maximum = (long?)shape.Maximum,
                MultipleOf = shape.MultipleOf,
            },
            OptionKind.Number => new NumberSchema
            {
                IsNullable = shape.IsNullable,
                Minimum = shape.Minimum,
                Maximum = shape.Maximum,
            },
            OptionKind.Text => new TextSchema { IsNullable = shape.IsNullable },
            OptionKind.Choice => new ChoiceSchema([.. shape.Choices.Select(choice => CamelCase.Of(choice.Name))]) { IsNullable = shape.IsNullable },
            OptionKind.List => new ArraySchema(Node(shape.Item!, documentation)) { IsNullable = shape.IsNullable },
            OptionKind.Record => Object(shape, documentation),
            _ => new ObjectSchema([]) { IsNullable = shape.IsNullable, IsOpen = true },
        };

    private static string? Default(OptionParameter parameter) =>
        parameter.Default switch
        {
            null => null,
            bool flag => flag ? "true" : "false",
            var value when parameter.Shape.Kind == OptionKind.Choice => CamelCase.Of(parameter.Shape.Choices.First(choice => choice.Value.Equals(value)).Name),
            var value => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
}
