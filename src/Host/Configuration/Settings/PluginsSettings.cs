using DeferredSeg.Abstractions.Options;

namespace DeferredSeg.Host.Configuration.Settings;

/// <summary>Where plugins are and how they are treated.</summary>
/// <param name="Folder">The folder with one folder for each plugin; without it DEFERREDSEG_PLUGINS, else 'plugins' beside the program.</param>
/// <param name="Disabled">Plugins, by id, that are not to be loaded.</param>
/// <param name="CallLimitSeconds">How long one call into a plugin may take, in seconds; without it there is no limit. A plugin that overruns it is quarantined.</param>
public sealed record PluginsSettings(string? Folder = null, IReadOnlyList<string>? Disabled = null, [OptionRange(0.001, 1e6)] double? CallLimitSeconds = null);
