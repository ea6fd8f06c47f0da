using System.Text;

namespace DeferredSeg.Reporting;

/// <summary>Text that XML and JSON can hold: names come from files and folders and may hold anything.</summary>
internal static class CleanText
{
    private const char Replacement = '\uFFFD';

    /// <summary>The text with U+FFFD for every control character but tab and line ends, for halves of surrogate pairs and for U+FFFE and U+FFFF.</summary>
    public static string Of(string text)
    {
        var clean = true;
        for (var i = 0; i < text.Length && clean; i++)
            clean = Length(text, i) == 1;
        if (clean)
            return text;
        StringBuilder cleaned = new(text.Length);
        for (var i = 0; i < text.Length; )
        {
            var length = Length(text, i);
            if (length == 0)
                cleaned.Append(Replacement);
            else
                cleaned.Append(text, i, length);
            i += Math.Max(1, length);
        }
        return cleaned.ToString();
    }

    /// <summary>How many characters the one that starts here takes; 0 where it cannot be written.</summary>
    private static int Length(string text, int at)
    {
        var one = text[at];
        if (char.IsSurrogate(one))
            return at + 1 < text.Length && char.IsSurrogatePair(one, text[at + 1]) ? 2 : 0;
        return one is '\t' or '\n' or '\r' || (!char.IsControl(one) && one < '\uFFFE') ? 1 : 0;
    }
}
