using System.Text.Json;
using DeferredSeg.Schema.Json;
using DeferredSeg.Schema.Nodes;
using NuGet.Versioning;

namespace DeferredSeg.Host.Plugins.Manifests;

/// <summary>Reads a <c>plugin.json</c>, without trust.</summary>
public static class ManifestReader
{
    private const int LargestFile = 1 << 20;

    private static readonly string[] _keys = ["id", "version", "contract", "entry", "contributions", "title", "description", "license", "$schema"];
    private static readonly string[] _contributionKeys = ["kind", "id", "options"];

    /// <summary>Reads the description of the plugin in a folder.</summary>
    /// <exception cref="ManifestException">It is missing, too large, no JSON, or not right; all problems are told at once.</exception>
    public static PluginManifest Read(string folder)
    {
        var path = Path.Combine(folder, PluginManifest.FileName);
        var file = new FileInfo(path);
        if (!file.Exists) throw new ManifestException($"{path} is not there. A plugin's folder has its DLL, what that needs, and a {PluginManifest.FileName}; build the plugin and copy its whole output.");
        if (file.Length is 0 or > LargestFile) throw new ManifestException($"{path} has {file.Length} bytes; expected is a file of 1 to {LargestFile} bytes.");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return Read(document.RootElement, path);
        }
        catch (JsonException e)
        {
            throw new ManifestException($"{path} is not JSON: {e.Message} Expected is an object such as {{ \"id\": \"…\", \"version\": \"1.0.0\", \"contract\": \"[1.0,2.0)\", \"entry\": \"….dll\", \"contributions\": [ {{ \"kind\": \"backbone\", \"id\": \"…\" }} ] }}.", e);
        }
    }

    private static PluginManifest Read(JsonElement root, string path)
    {
        var reading = new ManifestReading();
        if (!reading.IsObject(root, "the file")) throw reading.Failure(path);
        reading.Known(root, _keys, "");
        var id = reading.Name(root, "id", "");
        var version = NuGetVersion.TryParse(reading.Text(root, "version", ""), out var parsed) ? parsed : reading.Wrong<NuGetVersion>("version", "a version such as \"1.0.0\"");
        var contract = VersionRange.TryParse(reading.Text(root, "contract", ""), out var range) && !range.IsFloating ? range : reading.Wrong<VersionRange>("contract", "a range such as \"[1.0,2.0)\"");
        if (contract is { HasUpperBound: false }) reading.Wrong<VersionRange>("contract", "a range with an upper bound such as \"[1.0,2.0)\": nobody can know that a plugin fits all contracts to come");
        var entry = reading.Text(root, "entry", "");
        if (entry.Length > 0 && !EntryName.IsAllowed(entry)) reading.Wrong<string>("entry", "the plain file name of a DLL in the plugin's own folder");
        var contributions = Contributions(root, reading);
        if (reading.HasProblems) throw reading.Failure(path);
        return new(id, version!, contract!, entry, contributions)
        {
            Title = reading.Optional(root, "title"),
            Description = reading.Optional(root, "description"),
            License = reading.Optional(root, "license"),
        };
    }

    private static List<Contribution> Contributions(JsonElement root, ManifestReading reading)
    {
        var result = new List<Contribution>();
        if (!root.TryGetProperty("contributions", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            reading.Wrong<string>("contributions", "a list with at least one { \"kind\": \"backbone\" | \"head\" | \"expert\", \"id\": \"…\" }");
            return result;
        }
        foreach (var (entry, index) in list.EnumerateArray().Select((entry, index) => (entry, index)))
        {
            var at = $"contributions[{index}]";
            if (!reading.IsObject(entry, at)) continue;
            reading.Known(entry, _contributionKeys, at + ".");
            var id = reading.Name(entry, "id", at + ".");
            var kind = reading.Text(entry, "kind", at + ".");
            if (!Enum.TryParse<ContributionKind>(kind, ignoreCase: true, out var known) || !Enum.IsDefined(known) || char.IsAsciiDigit(kind[0])) reading.Wrong<string>($"{at}.kind", "backbone, head or expert");
            if (result.Exists(other => other.Kind == known && string.Equals(other.Id, id, StringComparison.OrdinalIgnoreCase))) reading.Wrong<string>($"{at}.id", $"a name that no other {known.ToString().ToLowerInvariant()} of this plugin has");
            result.Add(new(known, id, Options(entry, at, reading)));
        }
        return result;
    }

    private static ObjectSchema? Options(JsonElement entry, string at, ManifestReading reading)
    {
        if (!entry.TryGetProperty("options", out var options)) return null;
        try
        {
            if (SchemaJson.Parse(options) is ObjectSchema schema) return schema;
            reading.Problem($"'{at}.options' is the schema of something else than an object");
        }
        catch (SchemaFormatException e)
        {
            reading.Problem($"'{at}.options' is no schema of options: {e.Message.TrimEnd('.')}");
        }
        return null;
    }
}
