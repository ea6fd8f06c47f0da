using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeferredSeg.Host.Plugins.Manifests;
using DeferredSeg.Schema;

namespace DeferredSeg.Host.Configuration;

/// <summary>The host's schema and those of the plugins present, as one JSON Schema: an editor completes names and options from it.</summary>
internal static class MergedSchema
{
    private static readonly JsonSerializerOptions _indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The schema's text.</summary>
    /// <param name="contributions">What the plugins present bring.</param>
    public static string Text(IReadOnlyCollection<Contribution> contributions)
    {
        var root = JsonNode.Parse(SchemaJson.ToText(ExperimentSchema.Host))!.AsObject();
        root["title"] = "DeferredSeg experiment";
        root["properties"]!.AsObject()["$schema"] = new JsonObject { ["type"] = "string", ["description"] = "This schema, for editors." };
        foreach (var section in PluginSection.All)
        {
            var place = root;
            foreach (var name in section.Property.Split(':'))
                place = place["properties"]![name]!.AsObject();
            Constrain(section.IsList ? place["items"]!.AsObject() : place, section, [.. contributions.Where(one => one.Kind == section.Kind)]);
        }
        return root.ToJsonString(_indented) + "\n";
    }

    private static void Constrain(JsonObject place, PluginSection section, IReadOnlyList<Contribution> contributions)
    {
        var name = place["properties"]![section.NameProperty]!.AsObject();
        // Names of plugins that are not here are not wrong in a file that travels.
        name["examples"] = new JsonArray([.. contributions.Select(one => (JsonNode)one.Id)]);
        var cases = contributions
            .Where(one => one.Options is not null)
            .Select(one =>
                (JsonNode)
                    new JsonObject
                    {
                        // Where the name is the default, leaving it out means it too.
                        ["if"] = new JsonObject
                        {
                            ["properties"] = new JsonObject { [section.NameProperty] = new JsonObject { ["const"] = one.Id } },
                            ["required"] = one.Id == (string?)name["default"] ? new JsonArray() : new JsonArray(section.NameProperty),
                        },
                        ["then"] = new JsonObject { ["properties"] = new JsonObject { ["options"] = Json(one.Options!) } },
                    }
            );
        place["allOf"] = new JsonArray([.. cases]);
    }

    private static JsonNode Json(SchemaNode schema)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            SchemaJson.Write(writer, schema);
        return JsonNode.Parse(Encoding.UTF8.GetString(stream.ToArray()))!;
    }
}
