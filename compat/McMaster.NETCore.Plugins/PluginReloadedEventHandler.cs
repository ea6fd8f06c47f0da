namespace McMaster.NETCore.Plugins;

/// <summary>Is called after a plugin was reloaded; after a hot reload on a thread of the thread pool.</summary>
/// <param name="sender">The loader.</param>
/// <param name="eventArgs">Which loader has the new context.</param>
public delegate void PluginReloadedEventHandler(object sender, PluginReloadedEventArgs eventArgs);
