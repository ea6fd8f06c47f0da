namespace McMaster.NETCore.Plugins;

/// <summary>Which plugin was reloaded.</summary>
/// <param name="loader">The loader that has the new context.</param>
public class PluginReloadedEventArgs(PluginLoader loader) : EventArgs
{
    /// <summary>The loader that has the new context; what it loaded before is being unloaded.</summary>
    public PluginLoader Loader { get; } = loader;
}
