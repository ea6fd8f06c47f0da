using System.Text.Json;

namespace DeferredSeg.Formats;

/// <summary>What is wrong with a text that is no JSON, for a person with an editor.</summary>
public static class JsonFault
{
    /// <summary>The place, counted from 1 as editors do, and the library's sentence without its own place, which counts from 0.</summary>
    /// <param name="e">What was thrown; the message of anything else than a <see cref="JsonException"/> with a place is handed on.</param>
    public static string Of(Exception e)
    {
        if (e is not JsonException { LineNumber: { } line, BytePositionInLine: { } column })
            return e.Message;
        var at = e.Message.IndexOf(" Path:", StringComparison.Ordinal);
        at = at < 0 ? e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal) : at;
        return $"line {line + 1}, column {column + 1}: {(at < 0 ? e.Message : e.Message[..at])}";
    }
}
