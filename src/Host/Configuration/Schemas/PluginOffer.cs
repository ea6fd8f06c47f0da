using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Manifests;
using DeferredSeg.Host.Plugins.States;

namespace DeferredSeg.Host.Configuration.Schemas;

/// <summary>Something that a plugin brings, with the plugin: what a configuration can name.</summary>
/// <param name="Plugin">The plugin.</param>
/// <param name="Contribution">What it brings.</param>
internal sealed record PluginOffer(Plugin Plugin, Contribution Contribution)
{
    /// <summary>The name that no other offer of this kind has: <c>plugin/name</c>.</summary>
    public string FullName => $"{Plugin.Id}/{Contribution.Id}";

    /// <summary>All offers of a kind, whatever the state of their plugins.</summary>
    public static IReadOnlyList<PluginOffer> Of(IReadOnlyList<Plugin> plugins, ContributionKind kind) =>
        [.. plugins.SelectMany(plugin => (plugin.Manifest?.Contributions ?? []).Where(one => one.Kind == kind).Select(one => new PluginOffer(plugin, one)))];

    /// <summary>The offers that a name can mean: those of plugins that can be used, else any; several where the name is not clear.</summary>
    /// <param name="offers">Offers of one kind.</param>
    /// <param name="name">A name, or <c>plugin/name</c>; case does not matter.</param>
    public static IReadOnlyList<PluginOffer> Named(IReadOnlyList<PluginOffer> offers, string name)
    {
        List<PluginOffer> same = [.. offers.Where(offer => Same(name.Contains('/') ? offer.FullName : offer.Contribution.Id, name))];
        var usable = same.FindAll(offer => offer.Plugin.State is PluginState.Found or PluginState.Loaded or PluginState.Unloaded);
        return usable.Count > 0 ? usable : same;
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
