using DeferredSeg.Host.Plugins.Manifests;
using DeferredSeg.Schema;

namespace DeferredSeg.Host.Configuration;

/// <summary>What an experiment's configuration may hold, from the settings' own types.</summary>
internal static class ExperimentSchema
{
    /// <summary>The schema; the options of plugins are open in it.</summary>
    public static ObjectSchema Host { get; } = SchemaReader.Read(typeof(ExperimentSettings));
}

/// <summary>A place in the configuration where a plugin is asked for by name and given options of its own.</summary>
/// <param name="Kind">What is asked for.</param>
/// <param name="Property">The key in the experiment, such as experts.</param>
/// <param name="NameProperty">The property that holds the name.</param>
/// <param name="IsList">Whether the property holds several.</param>
internal sealed record PluginSection(ContributionKind Kind, string Property, string NameProperty, bool IsList)
{
    /// <summary>All such places.</summary>
    public static IReadOnlyList<PluginSection> All { get; } =
    [
        new(ContributionKind.Backbone, "backbone", "id", false),
        new(ContributionKind.Wrapper, "backbone:wrappers", "id", true),
        new(ContributionKind.Head, "head", "id", false),
        new(ContributionKind.Expert, "experts", "source", true),
    ];

    /// <summary>The path in a JSON file.</summary>
    public string Path => "$." + Property.Replace(':', '.');

    /// <summary>The place that a key is of; null where no plugin is asked for there.</summary>
    public static PluginSection? Of(string key) => All.FirstOrDefault(section => section.Property == key);

    /// <summary>The name that is asked for where none is set.</summary>
    public string DefaultName
    {
        get
        {
            SchemaNode place = ExperimentSchema.Host;
            foreach (var name in Property.Split(':'))
                place = Node((ObjectSchema)place, name);
            return Node((ObjectSchema)(place is ArraySchema list ? list.Items : place), NameProperty).Default!.Text!;
        }
    }

    private static SchemaNode Node(ObjectSchema schema, string name) => schema.Properties.First(property => property.Name == name).Node;
}
