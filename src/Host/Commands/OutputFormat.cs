using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DeferredSeg.Host.Commands;

/// <summary><c>--format table|json</c>: tables for people, JSON for scripts.</summary>
internal static class OutputFormat
{
    private static readonly JsonSerializerOptions _json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Option<string> Create()
    {
        var format = new Option<string>("--format") { Description = "table for people, json for scripts.", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "json");
        return format;
    }

    /// <summary>Writes the host's own types; a plugin's must never come here, because the serializer would hold them for good.</summary>
    public static void WriteJson<T>(T value) => Console.WriteLine(Json(value));

    /// <summary>The same into a stream: sequences are written as they are read.</summary>
    public static void WriteJson<T>(Stream stream, T value) => JsonSerializer.Serialize(stream, value, _json);

    /// <summary>Writes a file of JSON that is there already.</summary>
    public static void WriteFile(string file)
    {
        foreach (var line in File.ReadLines(file))
            Console.WriteLine(line);
    }

    /// <summary>The host's own types as JSON, without a line end.</summary>
    public static string Json<T>(T value) => JsonSerializer.Serialize(value, _json);
}
