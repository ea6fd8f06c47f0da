namespace DeferredSeg.Host;

/// <summary>A configuration is missing, unreadable or not right. The message names what was found and how to mend it.</summary>
public sealed class ConfigurationException(string message, Exception? cause = null) : Exception(message, cause);
