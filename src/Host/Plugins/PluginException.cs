namespace DeferredSeg.Host.Plugins;

/// <summary>A plugin is missing, was refused or failed. The message names it and says how to mend it.</summary>
public class PluginException(string message, Exception? cause = null) : Exception(message, cause);
