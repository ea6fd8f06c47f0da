using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Schema;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Host.Commands.Train;

/// <summary>
/// A configuration as one file that gives the same settings again: what was set anywhere, the defaults of host and plugins that are in force, and of the
/// dataset what its folder's own file says. Of dataset, reference and plugins no default is written: there, leaving out says something too, such as that code
/// runs where each command has it run.
/// </summary>
internal static class ResolvedFile
{
    private static readonly string[] _asSet = ["dataset", "reference", "plugins"];
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The file's text.</summary>
    /// <param name="experiment">The configuration.</param>
    /// <param name="plugins">The plugins present.</param>
    /// <param name="further">Values that take the place of the configuration's.</param>
    public static string Text(Experiment experiment, PluginHost plugins, params IReadOnlyList<ResolvedValue> further) =>
        Text(experiment, plugins, _ => true, further);

    /// <summary>A file with some of the sections.</summary>
    /// <param name="experiment">The configuration.</param>
    /// <param name="plugins">The plugins present.</param>
    /// <param name="isWritten">Whether a section, such as <c>backbone</c>, is written.</param>
    /// <param name="further">Values that take the place of the configuration's.</param>
    public static string Text(Experiment experiment, PluginHost plugins, Func<string, bool> isWritten, IReadOnlyList<ResolvedValue> further)
    {
        var root = new JsonObject(new() { PropertyNameCaseInsensitive = true });
        var routes = (experiment.Settings.Training ?? new()).Deferral;
        foreach (var value in ResolvedValues.Of(experiment, plugins))
        {
            var section = value.Path.Split(':')[0];
            if (!isWritten(section))
                continue;
            if (section == "dataset")
            {
                // Written at once, where its first value would stand.
                if (!root.ContainsKey(section))
                    AddDataset(root, experiment, further);
                continue;
            }
            var instead = further.FirstOrDefault(one => one.Path == value.Path);
            var isSet = instead is not null || experiment.Layers.Origin(value.Path) is not null;
            if (isSet || (value.Value is not null && !_asSet.Contains(section) && (routes || section != "head") && IsInForce(experiment, value.Path)))
                Add(root, value.Path, (instead ?? value).Value);
        }
        return Lists(root)!.ToJsonString(_indented) + "\n";
    }

    /// <summary>
    /// Whether a default says something: those of an object that may be left out do so only where it is there, for writing one would bring the object
    /// about.
    /// </summary>
    private static bool IsInForce(Experiment experiment, string path)
    {
        var parent = path.LastIndexOf(':') is var end && end < 0 ? "" : path[..end];
        return !parent.Contains(':', StringComparison.Ordinal)
            || parent.EndsWith(":options", StringComparison.Ordinal)
            || experiment.Layers.Root.GetSection(parent).GetChildren().Any();
    }

    private static void AddDataset(JsonObject root, Experiment experiment, IReadOnlyList<ResolvedValue> further)
    {
        var values = DatasetConfiguration
            .Merged(experiment.Layers)
            .AsEnumerable(makePathsRelative: true)
            .Where(entry => entry.Key.Length > 0 && entry.Value is not null);
        foreach (var (key, value) in values.OrderBy(entry => entry.Key, ConfigurationKeyComparer.Instance))
        {
            var path = "dataset:" + key;
            Add(root, path, further.FirstOrDefault(one => one.Path.Equals(path, StringComparison.OrdinalIgnoreCase))?.Value ?? value);
        }
    }

    private static void Add(JsonObject root, string path, string? value)
    {
        var names = path.Split(':');
        var place = root;
        foreach (var name in names[..^1])
            place = place[name] as JsonObject ?? Child(place, name);
        place[names[^1]] = value is "" && IsList(names) ? new JsonArray() : Literal(value);
    }

    private static JsonObject Child(JsonObject place, string name)
    {
        var child = new JsonObject(new() { PropertyNameCaseInsensitive = true });
        place[name] = child;
        return child;
    }

    /// <summary>A number or a truth value as it is spelled, anything else as text.</summary>
    private static JsonNode? Literal(string? value)
    {
        if (value is null)
            return null;
        if (bool.TryParse(value, out var truth))
            return JsonValue.Create(truth);
        try
        {
            return JsonNode.Parse(value) is JsonValue literal && literal.GetValueKind() == JsonValueKind.Number ? literal : JsonValue.Create(value);
        }
        catch (JsonException)
        {
            return JsonValue.Create(value);
        }
    }

    private static bool IsList(string[] names)
    {
        SchemaNode? node = ExperimentSchema.Host;
        foreach (var name in names)
            node = node is ArraySchema list
                ? list.Items
                : (node as ObjectSchema)?.Properties.FirstOrDefault(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Node;
        return node is ArraySchema;
    }

    /// <summary>Objects whose names are counted become lists.</summary>
    private static JsonNode? Lists(JsonNode? node)
    {
        if (node is not JsonObject { Count: > 0 } values)
            return node?.DeepClone();
        var children = values.Select(entry => (entry.Key, Value: Lists(entry.Value))).ToList();
        if (children.TrueForAll(child => int.TryParse(child.Key, out _)))
            return new JsonArray([
                .. children.OrderBy(child => int.Parse(child.Key, System.Globalization.CultureInfo.InvariantCulture)).Select(child => child.Value),
            ]);
        return new JsonObject(children.Select(child => KeyValuePair.Create(child.Key, child.Value)));
    }
}
