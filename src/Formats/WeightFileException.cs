using System.Text;

namespace DeferredSeg.Formats;

/// <summary>
/// A weight file is not what it claims to be, or holds something that is refused.
/// The message is one line: the file, the byte where it went wrong where there is one, and the reason.
/// </summary>
public sealed class WeightFileException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="file">The file as the caller named it.</param>
    /// <param name="offset">Bytes from the start of the file, or null where no single byte is to blame.</param>
    /// <param name="reason">What was found, what was expected, and how to mend it.</param>
    /// <param name="innerException">The error underneath, where there is one.</param>
    public WeightFileException(string file, long? offset, string reason, Exception? innerException = null)
        : base(offset is { } at ? $"{file}, byte {at}: {reason}" : $"{file}: {reason}", innerException)
    {
        File = file;
        Offset = offset;
        Reason = reason;
    }

    /// <summary>The file as the caller named it.</summary>
    public string File { get; }

    /// <summary>Bytes from the start of the file, or null where no single byte is to blame.</summary>
    public long? Offset { get; }

    /// <summary>What was found, what was expected, and how to mend it.</summary>
    public string Reason { get; }
}

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
