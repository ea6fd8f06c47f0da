using System.Text;
using System.Text.Json;
using DeferredSeg.Schema;

namespace DeferredSeg.PluginManifest;

/// <summary>Joins what the author wrote with what the assembly says.</summary>
internal static class ManifestCompletion
{
    /// <summary>The complete manifest; the same text for the same input.</summary>
    /// <exception cref="IncompleteManifestException">The two contradict each other, or options cannot be described; all problems are named at once.</exception>
    public static string Complete(SourceManifest source, PluginAssembly assembly)
    {
        var errors = new List<ManifestError>();
        if (source["version"] is { } version && version.Split('-', '+')[0] != assembly.Version)
            errors.Add(new(ManifestError.Contradiction, $"'version' is '{version}', but {assembly.File} is {assembly.Version}. Remove it: it is filled in."));
        if (source["entry"] is { } entry && entry != assembly.File)
            errors.Add(new(ManifestError.Contradiction, $"'entry' is '{entry}', but the plugin's assembly is {assembly.File}. Remove it: it is filled in."));
        var contract = source["contract"] ?? Try(assembly.ContractRange, errors);
        List<SchemaNode?> options =
        [
            .. source.Contributions.Select(contribution =>
                contribution.OptionsType is { } type ? Try(() => assembly.Schema(type), errors) : contribution.Options
            ),
        ];
        if (errors.Count > 0)
            throw new IncompleteManifestException(errors);
        var filled = new Dictionary<string, string?>
        {
            ["id"] = assembly.Name,
            ["title"] = assembly.Title,
            ["version"] = assembly.Version,
            ["contract"] = contract,
            ["entry"] = assembly.File,
            ["description"] = assembly.Description,
            ["license"] = assembly.License,
        };
        return Text(SourceManifest.TextKeys.Select(key => (key, source[key] ?? filled[key])), source.Contributions.Zip(options));
    }

    private static T? Try<T>(Func<T> step, List<ManifestError> errors)
        where T : class
    {
        try
        {
            return step();
        }
        catch (IncompleteManifestException e)
        {
            errors.AddRange(e.Errors);
            return null;
        }
    }

    private static string Text(IEnumerable<(string Key, string? Text)> texts, IEnumerable<(SourceContribution Contribution, SchemaNode? Options)> contributions)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, SchemaJson.Indented))
        {
            writer.WriteStartObject();
            WriteTexts(writer, texts);
            writer.WriteStartArray("contributions");
            foreach (var (contribution, options) in contributions)
            {
                writer.WriteStartObject();
                WriteTexts(
                    writer,
                    [
                        ("kind", contribution.Kind),
                        ("id", contribution.Id),
                        ("title", contribution.Title),
                        ("description", contribution.Description),
                        ("license", contribution.License),
                        ("citation", contribution.Citation),
                    ]
                );
                if (options is not null)
                {
                    writer.WritePropertyName("options");
                    SchemaJson.Write(writer, options);
                }
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void WriteTexts(Utf8JsonWriter writer, IEnumerable<(string Key, string? Text)> texts)
    {
        foreach (var (key, text) in texts)
        {
            if (text is not null)
                writer.WriteString(key, text);
        }
    }
}
