using System.Globalization;

namespace DeferredSeg.Abstractions.Options.Shapes;

/// <summary>How problems are told, the same for whoever reads options and for whoever validates them.</summary>
internal static class Wording
{
    public const string Flag = "true or false";
    public const string Text = "text";
    public const string List = "a list";
    public const string Object = "an object";
    public const string Null = "null";

    private const int LongestQuote = 80;

    public static string Whole(double? minimum, double? maximum, long? multipleOf)
    {
        var range = Range("a whole number", minimum is int.MinValue ? null : minimum, maximum is int.MaxValue ? null : maximum);
        return multipleOf is { } divisor ? $"{range}, a multiple of {divisor.ToString(CultureInfo.InvariantCulture)}" : range;
    }

    public static string Number(double? minimum, double? maximum) => Range("a number", minimum, maximum);

    public static string Choice(IEnumerable<string> names) => $"one of {string.Join(", ", names)}";

    public static string OrNull(string allowed, bool isNullable) => isNullable ? $"{allowed}, or null" : allowed;

    public static string Names(IReadOnlyList<string> known) => known.Count == 0 ? "no options" : string.Join(", ", known);

    /// <summary>What a configuration holds at a place: a text in quotes, shortened if long, or the kind of what is below.</summary>
    public static string Found(string? value, IReadOnlyList<string> children) =>
        (value, children) switch
        {
            (_, { Count: > 0 }) => children.All(ScalarText.IsIndex) ? List : Object,
            (null, _) => Null,
            _ => Quote(value),
        };

    public static string Quote(string text)
    {
        var shown = text.Length <= LongestQuote ? text : text[..LongestQuote] + "…";
        return $"'{string.Concat(shown.Select(letter => char.IsControl(letter) ? '␣' : letter))}'";
    }

    public static string BadValue(string path, string found, string allowed, string? nearest) =>
        $"{path} is {found}; expected {allowed}.{(nearest is null ? "" : $" Did you mean {Quote(nearest)}?")}";

    public static string UnknownName(string path, IReadOnlyList<string> known, string? nearest)
    {
        var meant = nearest is null ? "" : $"did you mean {Quote(nearest)}? ";
        return known.Count == 0
            ? $"{Quote(path)} is not an option; there are none."
            : $"{Quote(path)} is not an option; {meant}{(meant.Length > 0 ? "The" : "the")} options are {Names(known)}.";
    }

    private static string Range(string what, double? minimum, double? maximum) =>
        (minimum, maximum) switch
        {
            (null, null) => what,
            ({ } least, null) => string.Create(CultureInfo.InvariantCulture, $"{what} of at least {least}"),
            (null, { } most) => string.Create(CultureInfo.InvariantCulture, $"{what} of at most {most}"),
            ({ } least, { } most) => string.Create(CultureInfo.InvariantCulture, $"{what} from {least} to {most}"),
        };
}
