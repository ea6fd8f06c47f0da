using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using VerifyTests.Scrubbing;

namespace VerifyTests.Rendering;

/// <summary>Values that take one place in JSON.</summary>
internal static class Scalar
{
    /// <summary>Renders a value that has no members of its own.</summary>
    /// <param name="value">The value.</param>
    /// <param name="placeholders">Names for identifiers and times, which differ between runs.</param>
    /// <param name="text">The rendered value.</param>
    /// <param name="isText">Whether strict JSON quotes it.</param>
    public static bool TryRender(object? value, Placeholders placeholders, [NotNullWhen(true)] out string? text, out bool isText)
    {
        isText = true;
        text = value switch
        {
            string s when Guid.TryParseExact(s, "D", out var guid) => placeholders.For(guid),
            string s => TextScrubbing.LineEnds(s),
            char c => c.ToString(),
            Enum e => e.ToString(),
            Guid guid => placeholders.For(guid),
            DateTime time => placeholders.For("DateTime", time),
            DateTimeOffset time => placeholders.For("DateTimeOffset", time),
            DateOnly date => placeholders.For("Date", date),
            TimeOnly time => placeholders.For("Time", time),
            TimeSpan or Version or Uri => value.ToString(),
            Type type => type.Name,
            JsonElement { ValueKind: JsonValueKind.String } element => TextScrubbing.LineEnds(element.GetString()!),
            _ => null,
        };
        if (text is not null)
            return true;

        isText = false;
        text = value switch
        {
            null => "null",
            bool b => b ? "true" : "false",
            double or float or decimal => WithPoint(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture)),
            byte or sbyte or short or ushort or int or uint or long or ulong or nint or nuint or Int128 or UInt128 or Half =>
                ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
            JsonElement { ValueKind: not (JsonValueKind.Object or JsonValueKind.Array) } element => element.GetRawText(),
            _ => null,
        };
        return text is not null;
    }

    private static string WithPoint(string number) => number.All(c => char.IsAsciiDigit(c) || c == '-') ? number + ".0" : number;
}
