using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DeferredSeg.Abstractions.Backbones;

namespace DeferredSeg.Data.Datasets.Writing;

/// <summary>The dataset.json of a dataset that was written.</summary>
internal static class WrittenDescription
{
    public static string Text(DatasetDescription description, bool hasGold, bool hasView, IReadOnlyList<string> raters)
    {
        using var stream = new MemoryStream();
        using (
            var json = new Utf8JsonWriter(
                stream,
                new JsonWriterOptions
                {
                    Indented = true,
                    NewLine = "\n",
                    Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                }
            )
        )
        {
            json.WriteStartObject();
            json.WriteString("name", description.Name);
            json.WriteString("source", "images");
            json.WriteString("images", "images");
            json.WriteString("gold", hasGold ? "masks" : "");
            json.WriteString("fieldOfView", hasView ? "fov" : "");
            json.WriteStartArray("raters");
            foreach (var rater in raters)
                json.WriteStringValue(rater);
            json.WriteEndArray();
            json.WriteStartObject("index");
            json.WriteString("file", "index.csv");
            json.WriteString("patient", "patient");
            json.WriteEndObject();
            Classes(json, description);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Classes(Utf8JsonWriter json, DatasetDescription description)
    {
        var exclusive = description.ClassKind == ClassKind.Exclusive;
        string[] names = [.. description.Classes.Skip(exclusive ? 1 : 0)];
        var merged = names.Length == 1 && !exclusive;
        json.WriteStartObject("classes");
        json.WriteString(
            "mode",
            merged ? "merged"
                : exclusive ? "exclusive"
                : "multilabel"
        );
        if (!merged)
        {
            json.WriteStartArray("labels");
            for (var label = 1; label <= names.Length; label++)
                json.WriteNumberValue(label);
            json.WriteEndArray();
        }
        json.WriteStartArray("names");
        foreach (var name in names)
            json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
