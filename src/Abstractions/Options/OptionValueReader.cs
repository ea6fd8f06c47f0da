using System.Reflection;
using DeferredSeg.Abstractions.Options.Shapes;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Abstractions.Options;

/// <summary>Makes values of the shapes; what is wrong is added to the problems and gives null.</summary>
internal sealed class OptionValueReader(List<OptionProblem> problems)
{
    public object? Root(OptionShape shape, IConfiguration options) =>
        options is IConfigurationSection section && IsText(section, section.GetChildren().Any())
            ? Bad("", section, Wording.Object)
            : Record(shape, options, "");

    private object? Record(OptionShape shape, IConfiguration options, string path)
    {
        var before = problems.Count;
        var sections = options.GetChildren().ToList();
        var known = shape.Parameters.Select(parameter => parameter.Key).ToList();
        foreach (var section in sections.Where(section => !known.Contains(section.Key, StringComparer.OrdinalIgnoreCase)))
            problems.Add(OptionProblem.OfName(Below(path, section.Key), section.Key, known));
        var values = shape
            .Parameters.Select(parameter =>
                sections.Find(section => string.Equals(section.Key, parameter.Key, StringComparison.OrdinalIgnoreCase)) is { } section
                    ? Value(parameter.Shape, section, Below(path, parameter.Key))
                    : Default(parameter)
            )
            .ToArray();
        return problems.Count == before ? Make(shape.Type, values, path) : null;
    }

    private object? Make(Type type, object?[] values, string path)
    {
        try
        {
            var record = type.GetConstructors()[0].Invoke(BindingFlags.DoNotWrapExceptions, null, values, null);
            if (record is IOptionChecks checks)
                problems.AddRange(checks.Check().Select(sentence => OptionProblem.OfCheck(path, sentence)));
            return record;
        }
        catch (ArgumentException e)
        {
            problems.Add(OptionProblem.OfCheck(path, e.Message));
            return null;
        }
    }

    private static object? Default(OptionParameter parameter) =>
        parameter is { Default: { } value, Shape: { Kind: OptionKind.Choice, Type: var type } } ? Enum.ToObject(type, value) : parameter.Default;

    private object? Value(OptionShape shape, IConfigurationSection section, string path)
    {
        var hasChildren = section.GetChildren().Any();
        return shape.Kind switch
        {
            OptionKind.Record => IsText(section, hasChildren) ? Bad(path, section, Wording.Object) : Record(shape, section, path),
            OptionKind.Open => IsText(section, hasChildren) ? Bad(path, section, Wording.Object) : section,
            OptionKind.List => List(shape, section, path, hasChildren),
            _ => Scalar(shape, section, path, hasChildren),
        };
    }

    private static bool IsText(IConfigurationSection section, bool hasChildren) => section.Value is not null && !hasChildren;

    private Array? List(OptionShape shape, IConfigurationSection section, string path, bool hasChildren)
    {
        if (!hasChildren && section.Value is null && shape.IsNullable)
            return null;
        var children = section.GetChildren().ToList();
        if ((!hasChildren && section.Value != "") || !children.TrueForAll(child => ScalarText.IsIndex(child.Key)))
            return (Array?)Bad(path, section, Wording.OrNull(Wording.List, shape.IsNullable));
        var item = shape.Item!;
        var list = Array.CreateInstance(shape.Type.GetGenericArguments()[0], children.Count);
        for (var i = 0; i < children.Count; i++)
        {
            if (Value(item, children[i], Below(path, children[i].Key)) is { } value)
                list.SetValue(value, i);
        }
        return list;
    }

    private object? Scalar(OptionShape shape, IConfigurationSection section, string path, bool hasChildren)
    {
        if (!hasChildren && shape.IsNullable && (section.Value is null || (section.Value.Length == 0 && shape.Kind != OptionKind.Text)))
            return null;
        var text = hasChildren ? null : section.Value;
        switch (shape.Kind)
        {
            case OptionKind.Flag:
                return text is not null && ScalarText.TryFlag(text, out var flag) ? flag : Bad(path, section, Wording.OrNull(Wording.Flag, shape.IsNullable));
            case OptionKind.Int32 or OptionKind.Int64:
                if (text is null || !ScalarText.TryWhole(text, shape.Minimum, shape.Maximum, shape.MultipleOf, out var whole))
                    return Bad(path, section, Wording.OrNull(Wording.Whole(shape.Minimum, shape.Maximum, shape.MultipleOf), shape.IsNullable));
                return shape.Kind == OptionKind.Int32 ? (object)(int)whole : whole;
            case OptionKind.Number:
                return text is not null && ScalarText.TryNumber(text, shape.Minimum, shape.Maximum, out var number)
                    ? number
                    : Bad(path, section, Wording.OrNull(Wording.Number(shape.Minimum, shape.Maximum), shape.IsNullable));
            case OptionKind.Choice:
                return Choice(shape, text, section, path);
            default:
                return text ?? Bad(path, section, Wording.OrNull(Wording.Text, shape.IsNullable));
        }
    }

    private object? Choice(OptionShape shape, string? text, IConfigurationSection section, string path)
    {
        var names = shape.Choices.Select(choice => choice.Name);
        if (text is not null && ScalarText.TryChoice(text, names, out var name))
            return Enum.ToObject(shape.Type, shape.Choices.First(choice => choice.Name == name).Value);
        var choices = names.Select(CamelCase.Of).ToList();
        return Bad(path, section, Wording.OrNull(Wording.Choice(choices), shape.IsNullable), text is null ? null : NearestName.Of(text, choices));
    }

    private object? Bad(string path, IConfigurationSection section, string allowed, string? nearest = null)
    {
        problems.Add(OptionProblem.OfValue(path, Wording.Found(section.Value, [.. section.GetChildren().Select(child => child.Key)]), allowed, nearest));
        return null;
    }

    private static string Below(string path, string key) => path.Length == 0 ? key : $"{path}:{key}";
}
