using System.Text;
using System.Text.RegularExpressions;

namespace VerifyTests.Scrubbing;

/// <summary>Identifiers within text.</summary>
internal static partial class InlineGuids
{
    public static void Scrub(StringBuilder text, Placeholders placeholders)
    {
        var scrubbed = Guids().Replace(text.ToString(), match => placeholders.For(Guid.Parse(match.Value)));
        text.Clear().Append(scrubbed);
    }

    [GeneratedRegex("(?<![0-9A-Za-z])[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(?![0-9A-Za-z])")]
    private static partial Regex Guids();
}
