using System.Text.Json;
using System.Text.RegularExpressions;
using DeferredSeg.Formats;
using DeferredSeg.Host.Plugins.Discovery;
using DeferredSeg.Schema;
using NuGet.Versioning;

namespace DeferredSeg.Host.Plugins.Manifests;

/// <summary>Reads a <c>plugin.json</c>, without trust.</summary>
public static class ManifestReader
{
    private const int LargestFile = 1 << 20;

    private static readonly string[] _keys = ["id", "version", "contract", "entry", "contributions", "title", "description", "license", "$schema"];
    private static readonly string[] _contributionKeys = ["kind", "id", "title", "description", "license", "citation", "options"];

    /// <summary>Reads the description of the plugin in a folder.</summary>
    /// <exception cref="InvalidManifestException">It is missing, too large, no JSON, or not right; all problems are told at once.</exception>
    public static PluginManifest Read(string folder)
    {
        var path = Path.Combine(folder, PluginManifest.FileName);
        var shown = ShownText.Of(path, ShownText.LongSentence);
        // What a link leads to: a link has a length of its own, and opening a named pipe waits for a writer.
        var file = new FileInfo(CanonicalPath.Of(path));
        if (!file.Exists)
            throw new InvalidManifestException(
                $"{shown} is not there. A plugin's folder has its DLL, what that needs, and a {PluginManifest.FileName}; "
                    + "build the plugin and copy its whole output."
            );
        if (file.Length is 0 or > LargestFile)
            throw new InvalidManifestException($"{shown} has {file.Length} bytes; expected is a file of 1 to {LargestFile} bytes.");
        try
        {
            using var document = JsonDocument.Parse(
                WithoutMark(File.ReadAllBytes(path)),
                new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }
            );
            return Read(document.RootElement, shown);
        }
        // Text that is no UTF-8, or half a surrogate pair, shows only when it is asked for, as the latter.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidManifestException(
                $"{shown} is not JSON: {ShownText.Of(JsonFault.Of(e), ShownText.LongSentence)} Expected is an object such as {{ \"id\": "
                    + "\"…\", \"version\": \"1.0.0\", \"contract\": \"[1.0,2.0)\", \"entry\": \"….dll\", \"contributions\": "
                    + "[ { \"kind\": \"backbone\", \"id\": \"…\" } ] }.",
                e
            );
        }
    }

    private static ReadOnlyMemory<byte> WithoutMark(byte[] text) => text is [0xEF, 0xBB, 0xBF, ..] ? text.AsMemory(3) : text;

    private static PluginManifest Read(JsonElement root, string path)
    {
        var reading = new ManifestReading();
        if (!reading.IsObject(root, "the file"))
            throw reading.Failure(path);
        reading.Known(root, _keys, "");
        var id = reading.Name(root, "id", "");
        if (id.EndsWith('.') || EntryName.IsDevice(id))
            reading.Wrong<string>("id", "a name that a folder can have on any system");
        var version = NuGetVersion.TryParse(reading.Text(root, "version", ""), out var parsed)
            ? parsed
            : reading.Wrong<NuGetVersion>("version", "a version such as \"1.0.0\"");
        var contract =
            VersionRange.TryParse(reading.Text(root, "contract", ""), out var range) && !range.IsFloating
                ? range
                : reading.Wrong<VersionRange>("contract", "a range such as \"[1.0,2.0)\"");
        if (contract is { HasUpperBound: false })
            reading.Wrong<VersionRange>(
                "contract",
                "a range with an upper bound such as \"[1.0,2.0)\": nobody can know that a plugin fits all contracts to come"
            );
        var entry = reading.Text(root, "entry", "");
        if (!EntryName.IsAllowed(entry))
            reading.Wrong<string>("entry", "the plain file name of a DLL in the plugin's own folder");
        var contributions = Contributions(root, reading);
        var (title, description, license) = (reading.Optional(root, "title"), reading.Optional(root, "description"), reading.Optional(root, "license"));
        if (reading.HasProblems)
            throw reading.Failure(path);
        return new(id, version!, contract!, entry, contributions)
        {
            Title = title,
            Description = description,
            License = license,
        };
    }

    private static List<Contribution> Contributions(JsonElement root, ManifestReading reading)
    {
        var result = new List<Contribution>();
        if (!root.TryGetProperty("contributions", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            reading.Wrong<string>("contributions", """a list with at least one { "kind": "backbone" | "wrapper" | "head" | "expert", "id": "…" }""");
            return result;
        }
        foreach (var (entry, index) in list.EnumerateArray().Select((entry, index) => (entry, index)))
        {
            var at = $"contributions[{index}]";
            if (!reading.IsObject(entry, at))
                continue;
            reading.Known(entry, _contributionKeys, at + ".");
            var id = reading.Name(entry, "id", at + ".");
            var kind = Kind(reading.Text(entry, "kind", at + "."));
            if (kind is null)
                reading.Wrong<string>($"{at}.kind", "backbone, wrapper, head or expert");
            if (kind is { } known && result.Exists(other => other.Kind == known && string.Equals(other.Id, id, StringComparison.OrdinalIgnoreCase)))
                reading.Wrong<string>($"{at}.id", $"a name that no other {kind.ToString()!.ToLowerInvariant()} of this plugin has");
            var options = Options(entry, at, reading);
            string? About(string key) => reading.Optional(entry, key, at + ".");
            var contribution = new Contribution(kind ?? default, id, options)
            {
                Title = About("title"),
                Description = About("description"),
                License = About("license"),
                Citation = About("citation"),
            };
            if (kind is not null)
                result.Add(contribution);
        }
        return result;
    }

    private static ContributionKind? Kind(string name) =>
        name.ToLowerInvariant() switch
        {
            "backbone" => ContributionKind.Backbone,
            "wrapper" => ContributionKind.Wrapper,
            "head" => ContributionKind.Head,
            "expert" => ContributionKind.Expert,
            _ => null,
        };

    private static ObjectSchema? Options(JsonElement entry, string at, ManifestReading reading)
    {
        if (!entry.TryGetProperty("options", out var options))
            return null;
        try
        {
            if (SchemaJson.Parse(options) is ObjectSchema schema)
                return schema;
            reading.Problem($"'{at}.options' is the schema of something else than an object");
        }
        catch (SchemaFormatException e)
        {
            reading.Problem($"'{at}.options' is no schema of options: {ShownText.Of(e.Message.TrimEnd('.'), ShownText.LongSentence)}");
        }
        return null;
    }
}

/// <summary>Which file names may be a plugin's entry: plain ones, so that none can mean another folder on any system.</summary>
internal static partial class EntryName
{
    public static bool IsAllowed(string name) => Form().IsMatch(name) && !name.Contains("..", StringComparison.Ordinal) && !IsDevice(name);

    /// <summary>Whether Windows means a device by it, whatever follows the first dot.</summary>
    public static bool IsDevice(string name) => Device().IsMatch(name);

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9._-]{0,120}\.dll\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    [GeneratedRegex(@"\A(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9])(\.|\z)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Device();
}

/// <summary>A <c>plugin.json</c> is missing or not right. The message tells all problems.</summary>
public sealed class InvalidManifestException(string message, Exception? cause = null) : Exception(message, cause);
