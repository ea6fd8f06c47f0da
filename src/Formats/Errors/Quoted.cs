using System.Text;

namespace DeferredSeg.Formats.Errors;

/// <summary>Text that comes from a file, made safe for a one-line message.</summary>
internal static class Quoted
{
    private const int Longest = 80;

    /// <summary>In single quotes, clipped, control characters escaped: a file must not be able to forge log lines.</summary>
    public static string Text(string text)
    {
        StringBuilder quoted = new("'");
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, Longest)))
            if (char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029')
                quoted.Append($"\\u{(int)c:x4}");
            else
                quoted.Append(c);
        if (text.Length > Longest)
            quoted.Append($"…({text.Length} characters)");
        return quoted.Append('\'').ToString();
    }

    /// <summary>The first names of a list, quoted, with the number of the rest.</summary>
    public static string List(IReadOnlyList<string> names, int shown = 10)
    {
        string first = string.Join(", ", names.Take(shown).Select(Text));
        return names.Count > shown ? $"{first} and {names.Count - shown} more" : first;
    }
}
