using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DeferredSeg.Schema;

/// <summary>
/// Schemas as JSON Schema, draft 2020-12 (https://json-schema.org/draft/2020-12), of which options need a part: type, enum, minimum,
/// maximum, multipleOf, items, properties, required, additionalProperties, default and description. Writing and parsing lose nothing.
/// </summary>
public static class SchemaJson
{
    /// <summary>The dialect, as <c>$schema</c> names it.</summary>
    public const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    /// <summary>The longest text that is parsed, in characters.</summary>
    public const int LongestText = 1 << 20;

    /// <summary>How JSON is written for people and editors: indented, and with all letters as they are.</summary>
    public static JsonWriterOptions Indented { get; } =
        new()
        {
            Indented = true,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };

    /// <summary>A schema as a document of its own, with <c>$schema</c>, indented, ending with a line end.</summary>
    public static string ToText(SchemaNode node)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Indented))
            SchemaJsonWriter.Write(writer, node, Dialect);
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>Writes a schema as a part of a larger document.</summary>
    public static void Write(Utf8JsonWriter writer, SchemaNode node) => SchemaJsonWriter.Write(writer, node, null);

    /// <summary>Reads a schema.</summary>
    /// <param name="text">JSON of at most <see cref="LongestText"/> characters.</param>
    /// <exception cref="SchemaFormatException">It is no JSON, or no schema that <see cref="Write"/> could have written.</exception>
    public static SchemaNode Parse(string text)
    {
        if (text.Length > LongestText)
            throw new SchemaFormatException($"The schema has {text.Length} characters; expected are at most {LongestText}.");
        try
        {
            using var document = JsonDocument.Parse(text);
            return Parse(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new SchemaFormatException($"The schema is not JSON: {e.Message}", e);
        }
    }

    /// <summary>Reads a schema that is a part of a larger document.</summary>
    /// <exception cref="SchemaFormatException">It is no schema that <see cref="Write"/> could have written.</exception>
    public static SchemaNode Parse(JsonElement element) => new SchemaJsonParser().Parse(element);
}

/// <summary>
/// A JSON schema is malformed, too large, or uses what options have no use for. The message names the place, what was found and what is expected.
/// </summary>
public sealed class SchemaFormatException(string message, Exception? cause = null) : FormatException(message, cause);
