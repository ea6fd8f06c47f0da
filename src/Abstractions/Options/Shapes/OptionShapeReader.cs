using System.Globalization;
using System.Reflection;

namespace DeferredSeg.Abstractions.Options.Shapes;

/// <summary>
/// Reads which options a record has. Everything comes from metadata, so that a type serves that runs and one that is only looked at;
/// nothing is kept, so that a plugin's types can go.
/// </summary>
internal sealed class OptionShapeReader
{
    private const string Allowed =
        "options are bool, int, long, double, string, enums, option records, IReadOnlyList<> of these, IConfiguration and IConfigurationSection";

    private readonly NullabilityInfoContext _nullability = new();
    private readonly Stack<Type> _within = [];

    /// <summary>The options of a record.</summary>
    /// <exception cref="OptionRecordException">It is no record, or a parameter has no default or a type that options cannot have.</exception>
    public static OptionShape Read(Type record) => new OptionShapeReader().Record(record, isNullable: false);

    /// <summary>Whether a type is declared as a record class.</summary>
    public static bool IsRecord(Type type) =>
        type is { IsClass: true, IsGenericTypeDefinition: false } && type.GetMethod("<Clone>$", BindingFlags.Public | BindingFlags.Instance) is not null;

    private OptionShape Record(Type type, bool isNullable)
    {
        if (!IsRecord(type) || type.IsAbstract)
            throw new OptionRecordException(type, "it must be declared as a record that can be made, such as 'public sealed record Options(int Width = 64)'.");
        if (_within.Contains(type))
            throw new OptionRecordException(type, "it contains itself.");
        var constructors = type.GetConstructors();
        if (constructors.Length != 1)
            throw new OptionRecordException(type, $"it has {constructors.Length} public constructors; expected is one, with the options as its parameters.");
        _within.Push(type);
        var parameters = constructors[0].GetParameters().Select(parameter => Parameter(type, parameter)).ToList();
        _within.Pop();
        var twice = parameters.GroupBy(parameter => parameter.Key, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new OptionRecordException(type, $"'{twice.Key}' is there twice; names must differ in more than case.");
        return new(OptionKind.Record, type, isNullable) { Parameters = parameters };
    }

    private OptionParameter Parameter(Type record, ParameterInfo parameter)
    {
        if (!parameter.HasDefaultValue)
            throw new OptionRecordException(record, $"'{parameter.Name}' has no default; every option needs one.");
        var shape = OptionLimits.Apply(record, parameter, Shape(record, parameter, parameter.ParameterType, _nullability.Create(parameter)));
        var value = parameter.RawDefaultValue;
        if (value is null && !shape.IsNullable)
            throw new OptionRecordException(record, $"'{parameter.Name}' is null by default but its type is not nullable; write {Name(shape)}? instead.");
        if (value is not null && !IsAllowed(shape, value))
            throw new OptionRecordException(
                record,
                string.Create(CultureInfo.InvariantCulture, $"the default of '{parameter.Name}' is {value}; its own limits are {Describe(shape)}.")
            );
        return new(parameter.Name!, shape, value);
    }

    private OptionShape Shape(Type record, ParameterInfo parameter, Type type, NullabilityInfo nullability)
    {
        if (type is { IsGenericType: true, FullName: { } generic } && generic.StartsWith("System.Nullable`1", StringComparison.Ordinal))
            return Shape(record, parameter, type.GetGenericArguments()[0], nullability) with { IsNullable = true };
        var isNullable = !type.IsValueType && nullability.ReadState != NullabilityState.NotNull;
        if (type.IsEnum)
            return new(OptionKind.Choice, type, isNullable) { Choices = Choices(type) };
        if (type is { IsGenericType: true, Name: "IReadOnlyList`1", Namespace: "System.Collections.Generic" })
            return new(OptionKind.List, type, isNullable)
            {
                Item = Shape(record, parameter, type.GetGenericArguments()[0], nullability.GenericTypeArguments[0]),
            };
        return type.FullName switch
        {
            "System.Boolean" => new(OptionKind.Flag, type, isNullable),
            "System.Int32" => new(OptionKind.Int32, type, isNullable) { Minimum = int.MinValue, Maximum = int.MaxValue },
            "System.Int64" => new(OptionKind.Int64, type, isNullable),
            "System.Double" => new(OptionKind.Number, type, isNullable),
            "System.String" => new(OptionKind.Text, type, isNullable),
            "Microsoft.Extensions.Configuration.IConfiguration" or "Microsoft.Extensions.Configuration.IConfigurationSection" => new(
                OptionKind.Open,
                type,
                isNullable
            ),
            _ when IsRecord(type) => Record(type, isNullable),
            _ => throw new OptionRecordException(record, $"'{parameter.Name}' is of type {type}; {Allowed}."),
        };
    }

    private static List<(string Name, object Value)> Choices(Type type) =>
        [.. type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (field.Name, field.GetRawConstantValue()!))];

    private static bool IsAllowed(OptionShape shape, object value) =>
        shape.Kind switch
        {
            OptionKind.Int32 or OptionKind.Int64 => ScalarText.TryWhole(
                Convert.ToString(value, CultureInfo.InvariantCulture)!,
                shape.Minimum,
                shape.Maximum,
                shape.MultipleOf,
                out _
            ),
            OptionKind.Number => ScalarText.TryNumber(Convert.ToString(value, CultureInfo.InvariantCulture)!, shape.Minimum, shape.Maximum, out _),
            OptionKind.Choice => shape.Choices.Any(choice => choice.Value.Equals(value)),
            _ => true,
        };

    private static string Describe(OptionShape shape) =>
        shape.Kind switch
        {
            OptionKind.Int32 or OptionKind.Int64 => Wording.Whole(shape.Minimum, shape.Maximum, shape.MultipleOf),
            OptionKind.Number => $"{Wording.Number(shape.Minimum, shape.Maximum)}, finite",
            _ => Wording.Choice(shape.Choices.Select(choice => choice.Name)),
        };

    private static string Name(OptionShape shape) => shape.Item is { } item ? $"IReadOnlyList<{Name(item)}>" : shape.Type.Name;
}
