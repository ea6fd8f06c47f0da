using DeferredSeg.Abstractions.Options;
using DeferredSeg.Host.Plugins.Manifests;

namespace DeferredSeg.Host.Plugins.Discovery;

/// <summary>Something that a plugin brings, with the plugin: what a configuration or a command can name.</summary>
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
        List<PluginOffer> same = [.. offers.Where(offer => string.Equals(offer.Shown(name), name, StringComparison.OrdinalIgnoreCase))];
        var usable = same.FindAll(offer => offer.IsUsable);
        return usable.Count > 0 ? usable : same;
    }

    /// <summary>The one usable offer that a name means.</summary>
    /// <param name="plugins">All plugins.</param>
    /// <param name="kind">What is asked for.</param>
    /// <param name="name">A name, or <c>plugin/name</c>; case does not matter.</param>
    /// <param name="folder">Where the plugins are, for messages.</param>
    /// <exception cref="PluginException">None that can be used has the name, or several have it; the message says which there are.</exception>
    public static PluginOffer Find(IReadOnlyList<Plugin> plugins, ContributionKind kind, string name, string folder)
    {
        var wanted = kind.ToString().ToLowerInvariant();
        var offers = Of(plugins, kind);
        var named = Named(offers, name);
        if (named.Count > 1 && named[0].IsUsable)
            throw new PluginException(
                $"{named.Count} plugins bring a {wanted} '{name[(name.IndexOf('/') + 1)..]}': {string.Join(", ", named.Select(one => one.Plugin.Id))}. "
                    + $"Say which, for example {named[0].FullName}, or switch the others off with --disable-plugin."
            );
        if (named.Count > 0)
            return named[0].IsUsable ? named[0] : throw named[0].Plugin.Refusal();
        var there = offers.Select(one => one.Shown(name)).Distinct().ToList();
        var nearest = NearestName.Of(name, there);
        throw new PluginException(
            $"No plugin in {folder} brings a {wanted} '{name}'; "
                + (there.Count == 0 ? $"there is no {wanted} plugin" : "there is " + string.Join(", ", there))
                + (nearest is null ? "." : $"; did you mean {nearest}?")
                + $" Check the name, or name the folder of your plugins in {PluginFolder.Variable} or with --plugins. ./deferredseg plugins list shows all."
        );
    }

    /// <summary>How it is called next to what somebody typed: with its plugin where that names one.</summary>
    public string Shown(string typed) => typed.Contains('/') ? FullName : Contribution.Id;

    private bool IsUsable => Plugin.State is PluginState.Found or PluginState.Loaded or PluginState.Unloaded;
}
