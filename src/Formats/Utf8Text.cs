using System.Text;

namespace DeferredSeg.Formats;

/// <summary>
/// Texts that people and their programs write, decoded without loss: UTF-8, or UTF-16 where a byte order mark says so. A text in another encoding
/// is refused, because replacing what cannot be read would make one name of two (Müller and Möller).
/// </summary>
public static class Utf8Text
{
    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file, without its byte order mark.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="TextEncodingException">It is not UTF-8; the message names line and byte.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string Read(string file)
    {
        var bytes = File.ReadAllBytes(file);
        try
        {
            return bytes switch
            {
                [0xFF, 0xFE, ..] => new UnicodeEncoding(false, true, true).GetString(bytes.AsSpan(2)),
                [0xFE, 0xFF, ..] => new UnicodeEncoding(true, true, true).GetString(bytes.AsSpan(2)),
                [0xEF, 0xBB, 0xBF, ..] => _strict.GetString(bytes.AsSpan(3)),
                _ => _strict.GetString(bytes),
            };
        }
        catch (DecoderFallbackException e)
        {
            throw new TextEncodingException(Message(file, bytes, e), e);
        }
    }

    private static string Message(string file, byte[] bytes, DecoderFallbackException e)
    {
        var at = bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] ? Math.Max(0, e.Index) : FirstWrong(bytes);
        var before = bytes.AsSpan(0, at);
        var (line, column) = (before.Count((byte)'\n') + 1, at - before.LastIndexOf((byte)'\n'));
        return $"{file} is no UTF-8 text: line {line}, byte {column} is 0x{bytes[at]:X2}"
            + (bytes[at] >= 0x80 ? $", which in Latin-1 would be '{(char)bytes[at]}'" : "")
            + ". Save it as UTF-8 (spreadsheet programs call it \"CSV UTF-8\").";
    }

    private static int FirstWrong(byte[] bytes)
    {
        var at = 0;
        while (at < bytes.Length && Rune.DecodeFromUtf8(bytes.AsSpan(at), out _, out var length) == System.Buffers.OperationStatus.Done)
            at += length;
        return Math.Min(at, bytes.Length - 1);
    }
}

/// <summary>A text is in no encoding that is read. The message names file, line and byte, and how to save it.</summary>
public sealed class TextEncodingException : IOException
{
    internal TextEncodingException(string message, Exception cause)
        : base(message, cause) { }
}
