using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Discovery;
using DeferredSeg.Schema;

namespace DeferredSeg.Host.Configuration;

/// <summary>All values of an experiment, defaults included, in the order of the schema.</summary>
internal sealed class ResolvedValues
{
    private readonly Experiment _experiment;
    private readonly PluginHost _plugins;
    private readonly List<ResolvedValue> _values = [];

    private ResolvedValues(Experiment experiment, PluginHost plugins)
    {
        _experiment = experiment;
        _plugins = plugins;
    }

    /// <summary>Lists them.</summary>
    public static IReadOnlyList<ResolvedValue> Of(Experiment experiment, PluginHost plugins)
    {
        var values = new ResolvedValues(experiment, plugins);
        values.Object(ExperimentSchema.Host, "", "default", null);
        return values._values;
    }

    private void Object(ObjectSchema schema, string prefix, string fallback, PluginSection? section)
    {
        foreach (var property in schema.Properties)
        {
            var key = prefix.Length == 0 ? property.Name : $"{prefix}:{property.Name}";
            if (section is not null && property.Name == "options")
                Options(section, prefix, key);
            else
                Node(property.Node, key, fallback, PluginSection.Of(key));
        }
    }

    private void Node(SchemaNode node, string key, string fallback, PluginSection? section)
    {
        switch (node)
        {
            case ObjectSchema { IsOpen: false } item:
                Object(item, key, fallback, section);
                break;
            case ObjectSchema when _experiment.Layers.Root.GetSection(key).GetChildren().Any():
                Open(key);
                break;
            case ArraySchema list when _experiment.Layers.Root.GetSection(key).GetChildren().ToList() is { Count: > 0 } children:
                foreach (var child in children)
                {
                    if (list.Items is ObjectSchema item)
                        Object(item, child.Path, fallback, section);
                    else
                        Value(child.Path, null, fallback);
                }
                break;
            default:
                Value(key, node.Default?.Text, fallback);
                break;
        }
    }

    private void Options(PluginSection section, string prefix, string key)
    {
        var name = _experiment.Layers.Root[$"{prefix}:{section.NameProperty}"] ?? section.DefaultName;
        var offer = PluginOffer.Named(PluginOffer.Of(_plugins.Plugins, section.Kind), name).FirstOrDefault();
        if (offer?.Contribution.Options is { } schema)
            Object(schema, key, $"default of {offer.Plugin.Id}", null);
        else
            Open(key);
    }

    /// <summary>What is set below a place of which no schema is known.</summary>
    private void Open(string key)
    {
        foreach (var child in _experiment.Layers.Root.GetSection(key).GetChildren())
        {
            if (child.GetChildren().Any())
                Open(child.Path);
            else
                Value(child.Path, null, "default");
        }
    }

    private void Value(string key, string? fallback, string fallbackOrigin)
    {
        var origin = _experiment.Layers.Origin(key);
        _values.Add(new(key, origin is null ? fallback : _experiment.Layers.Root[key], origin ?? fallbackOrigin));
    }
}

/// <summary>A value that a run uses.</summary>
/// <param name="Path">Its configuration key, for example <c>backbone:options:width</c>; what --set takes.</param>
/// <param name="Value">The value; null where there is none.</param>
/// <param name="Origin">Where it came from: a file, <c>environment</c>, <c>--set</c>, <c>default</c>, or the default of a plugin.</param>
internal sealed record ResolvedValue(string Path, string? Value, string Origin);
