using DeferredSeg.Host.Plugins.Manifests;

namespace DeferredSeg.Host.Configuration.Schemas;

/// <summary>A place in the configuration where a plugin is asked for by name and given options of its own.</summary>
/// <param name="Kind">What is asked for.</param>
/// <param name="Property">The property of the experiment.</param>
/// <param name="NameProperty">The property that holds the name.</param>
/// <param name="IsList">Whether the property holds several.</param>
internal sealed record PluginSection(ContributionKind Kind, string Property, string NameProperty, bool IsList)
{
    /// <summary>All such places.</summary>
    public static IReadOnlyList<PluginSection> All { get; } =
    [
        new(ContributionKind.Backbone, "backbone", "id", false),
        new(ContributionKind.Head, "head", "id", false),
        new(ContributionKind.Expert, "experts", "source", true),
    ];
}
