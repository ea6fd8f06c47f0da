using DeferredSeg.Abstractions.Options;
using DeferredSeg.Host.Plugins.Manifests;
using DeferredSeg.Host.Plugins.States;

namespace DeferredSeg.Host.Plugins.Discovery;

/// <summary>Which plugin brings what a configuration asks for by name.</summary>
internal static class ContributionSearch
{
    /// <exception cref="PluginException">None that can be used does, or several do.</exception>
    public static (Plugin Plugin, string Name) Find(IReadOnlyList<Plugin> plugins, ContributionKind kind, string id, string folder)
    {
        var wanted = kind.ToString().ToLowerInvariant();
        var (owner, name) = id.Split('/') is [var left, var right] ? (left, right) : (null, id);
        var all = plugins
            .Where(plugin => plugin.Manifest is not null)
            .SelectMany(plugin => plugin.Manifest!.Contributions.Where(one => one.Kind == kind).Select(one => (Plugin: plugin, Name: one.Id)))
            .ToList();
        var same = all.FindAll(one => Same(one.Name, name) && (owner is null || Same(one.Plugin.Id, owner)));
        var usable = same.FindAll(one => one.Plugin.State is PluginState.Found or PluginState.Loaded or PluginState.Unloaded);
        if (usable.Count == 1)
            return usable[0];
        if (usable.Count > 1)
            throw new PluginException(
                $"{usable.Count} plugins bring a {wanted} '{name}': {string.Join(", ", usable.Select(one => one.Plugin.Id))}. Say which, for example {usable[0].Plugin.Id}/{usable[0].Name}, or switch the others off with --disable-plugin."
            );
        if (same.Count > 0)
            throw same[0].Plugin.Refusal();
        var there = all.Select(one => owner is null ? one.Name : $"{one.Plugin.Id}/{one.Name}").Distinct().ToList();
        var nearest = NearestName.Of(id, there);
        throw new PluginException(
            $"No plugin in {folder} brings a {wanted} '{id}'; {(there.Count == 0 ? $"there is no {wanted} plugin" : "there is " + string.Join(", ", there))}{(nearest is null ? "." : $"; did you mean {nearest}?")} Check the name, or name the folder of your plugins in {PluginFolder.Variable} or with --plugins. ./deferredseg plugins list shows all."
        );
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
