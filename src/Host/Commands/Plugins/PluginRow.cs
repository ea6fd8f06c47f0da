using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Plugins.Manifests;
using DeferredSeg.Host.Plugins.States;

namespace DeferredSeg.Host.Commands.Plugins;

/// <summary>A plugin as it is listed.</summary>
internal sealed record PluginRow(
    string Id,
    string? Version,
    string State,
    IReadOnlyList<string> Contributions,
    string? Contract,
    string? License,
    string? Reason,
    string? Mend,
    string Folder
)
{
    public static PluginRow Of(Plugin plugin) =>
        new(
            plugin.ShownId,
            plugin.Manifest?.Version.ToNormalizedString(),
            PluginStateText.Of(plugin.State),
            [.. (plugin.Manifest?.Contributions ?? []).Select(contribution => contribution.ToString())],
            plugin.Manifest?.Contract.OriginalString,
            plugin.Manifest?.License,
            plugin.Verdict?.Reason,
            plugin.Verdict?.Mend,
            ShownText.Of(plugin.Folder, ShownText.LongSentence)
        );
}
