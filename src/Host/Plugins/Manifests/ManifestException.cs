namespace DeferredSeg.Host.Plugins.Manifests;

/// <summary>A <c>plugin.json</c> is missing or not right. The message tells all problems.</summary>
public sealed class ManifestException(string message, Exception? cause = null) : Exception(message, cause);
