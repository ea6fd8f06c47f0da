namespace DeferredSeg.Host.Plugins;

/// <summary>Where plugins are and how they are treated.</summary>
/// <param name="Folder">The folder with one folder for each plugin.</param>
public sealed record PluginSettings(string Folder)
{
    /// <summary>Plugins that the user switched off, by id.</summary>
    public IReadOnlyCollection<string> Disabled { get; init; } = [];

    /// <summary>How long one call into a plugin may take; null without a limit.</summary>
    public TimeSpan? CallLimit { get; init; }
}
