using System.Globalization;

namespace DeferredSeg.Abstractions.Options.Shapes;

/// <summary>The texts of a configuration as values, the same on every machine.</summary>
internal static class ScalarText
{
    /// <summary>A whole number in range; digits alone, with a sign at most.</summary>
    public static bool TryWhole(string text, double? minimum, double? maximum, long? multipleOf, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
        && !(value < (Int128?)minimum)
        && !(value > (Int128?)maximum)
        && (multipleOf is not { } divisor || value % divisor == 0);

    /// <summary>A finite number in range.</summary>
    public static bool TryNumber(string text, double? minimum, double? maximum, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
        && double.IsFinite(value)
        && !(value < minimum)
        && !(value > maximum);

    /// <summary>true or false, in any case.</summary>
    public static bool TryFlag(string text, out bool value) => bool.TryParse(text, out value);

    /// <summary>The first of the names that is the text, in any case and with or without hyphens: two-stage is twoStage.</summary>
    public static bool TryChoice(string text, IEnumerable<string> names, out string name)
    {
        var joined = text.Replace("-", "", StringComparison.Ordinal);
        name = names.FirstOrDefault(candidate => string.Equals(candidate, joined, StringComparison.OrdinalIgnoreCase)) ?? "";
        return name.Length > 0;
    }

    /// <summary>Whether a child of a list has a list's key: 0, 1, 2 and so on.</summary>
    public static bool IsIndex(string key) => key.Length > 0 && key.All(char.IsAsciiDigit);
}

/// <summary>How names of C# are written in JSON: <c>InputChannels</c> is <c>inputChannels</c>, <c>LBWeight</c> is <c>lbWeight</c>.</summary>
internal static class CamelCase
{
    public static string Of(string name)
    {
        var capitals = name.TakeWhile(char.IsUpper).Count();
        // The last capital of several begins the next word, unless nothing or no letter follows it.
        var lowered = capitals > 1 && capitals < name.Length && char.IsLower(name[capitals]) ? capitals - 1 : capitals;
        return name[..lowered].ToLowerInvariant() + name[lowered..];
    }
}

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
