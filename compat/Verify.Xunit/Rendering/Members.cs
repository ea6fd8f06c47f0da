using System.Collections;
using System.Reflection;
using System.Text.Json;

namespace VerifyTests.Rendering;

/// <summary>An object as names and values, in the order in which they are written.</summary>
/// <param name="Items">The members; those that are null or an empty list were left out.</param>
internal sealed record Members(IReadOnlyList<KeyValuePair<string, object?>> Items)
{
    /// <summary>The target and the values appended to it.</summary>
    public static Members OfAppended(object? target, IEnumerable<KeyValuePair<string, object>> appended) =>
        Present([new("target", target), .. appended.Select(pair => new KeyValuePair<string, object?>(pair.Key, pair.Value))]);

    public static Members Of(Exception error) =>
        Present([new("Type", error.GetType().Name), new("Message", error.Message)]);

    /// <summary>A JSON object.</summary>
    public static Members Of(JsonElement element) =>
        Present(element.EnumerateObject().Select(property => new KeyValuePair<string, object?>(property.Name, property.Value)));

    /// <summary>A dictionary; names are sorted, since most dictionaries have no order of their own. Null values stay.</summary>
    public static Members Of(IDictionary dictionary) => new(
    [
        .. dictionary.Keys.Cast<object>()
            .Select(key => new KeyValuePair<string, object?>(Convert.ToString(key, System.Globalization.CultureInfo.InvariantCulture) ?? "", dictionary[key]))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal),
    ]);

    /// <summary>Public fields and properties of anything else.</summary>
    public static Members Of(object target)
    {
        var type = target.GetType();
        const BindingFlags visible = BindingFlags.Public | BindingFlags.Instance;
        var fields = type.GetFields(visible).Select(field => new KeyValuePair<string, object?>(field.Name, field.GetValue(target)));
        var properties = type.GetProperties(visible)
            .Where(property => property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)
            .Select(property => new KeyValuePair<string, object?>(property.Name, property.GetValue(target)));
        return Present(fields.Concat(properties));
    }

    private static Members Present(IEnumerable<KeyValuePair<string, object?>> items) => new([.. items.Where(item => !IsEmpty(item.Value))]);

    private static bool IsEmpty(object? value) => value switch
    {
        null => true,
        string => false,
        JsonElement { ValueKind: JsonValueKind.Null } => true,
        JsonElement { ValueKind: JsonValueKind.Array } array => array.GetArrayLength() == 0,
        IEnumerable list => !list.Cast<object?>().Any(),
        _ => false,
    };
}
