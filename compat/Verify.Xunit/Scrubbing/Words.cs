using System.Text.RegularExpressions;

namespace VerifyTests.Scrubbing;

/// <summary>Whole words within text.</summary>
internal static class Words
{
    /// <summary>Replaces a word, but not a part of a longer one.</summary>
    public static Scrubber Replaced(string word, string replacement)
    {
        if (word.Length == 0)
            return (_, _) => { };
        var pattern = new Regex($"(?<![\\p{{L}}\\p{{N}}]){Regex.Escape(word)}(?![\\p{{L}}\\p{{N}}])", RegexOptions.CultureInvariant);
        return (text, _) =>
        {
            var scrubbed = pattern.Replace(text.ToString(), _ => replacement);
            text.Clear().Append(scrubbed);
        };
    }
}
