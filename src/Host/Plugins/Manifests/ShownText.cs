using System.Globalization;

namespace DeferredSeg.Host.Plugins.Manifests;

/// <summary>Text of unknown origin in a message: short, in one line, and without what steers a terminal or turns its direction.</summary>
internal static class ShownText
{
    /// <summary>Enough for a sentence or a path.</summary>
    public const int LongSentence = 1000;

    private const int LongName = 100;

    public static string Of(string text, int longest = LongName)
    {
        var clean = string.Concat(text.Take(longest).Select(c => IsPlain(c) ? c : '?'));
        return text.Length > longest ? clean + "…" : clean;
    }

    private static bool IsPlain(char c) =>
        char.GetUnicodeCategory(c)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.Surrogate
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
            );
}
