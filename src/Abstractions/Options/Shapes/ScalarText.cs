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
