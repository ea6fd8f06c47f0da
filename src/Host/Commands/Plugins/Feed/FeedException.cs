namespace DeferredSeg.Host.Commands.Plugins.Feed;

/// <summary>Packages for authors of plugins cannot be written. The message says what is missing and how to mend it.</summary>
internal sealed class FeedException(string message, Exception? cause = null) : Exception(message, cause);
