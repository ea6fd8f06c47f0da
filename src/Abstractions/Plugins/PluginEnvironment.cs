namespace DeferredSeg.Abstractions.Plugins;

/// <summary>Where a plugin finds itself.</summary>
/// <param name="Id">Its id, as in <c>plugin.json</c>.</param>
/// <param name="Version">Its version, as in <c>plugin.json</c>.</param>
/// <param name="Folder">The folder it was loaded from, an absolute path; to be read, not written.</param>
public sealed record PluginEnvironment(string Id, string Version, string Folder);
