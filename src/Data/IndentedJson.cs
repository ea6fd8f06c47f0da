using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DeferredSeg.Data;

/// <summary>JSON for people and editors: indented, with all letters as they are, lines that end in <c>\n</c>.</summary>
internal static class IndentedJson
{
    private static readonly JsonWriterOptions _options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The text of a file.</summary>
    /// <param name="write">Writes its one value.</param>
    public static string Text(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, _options))
            write(json);
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
