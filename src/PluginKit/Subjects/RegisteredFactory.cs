namespace DeferredSeg.PluginKit.Subjects;

/// <summary>A factory that a plugin registered.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Id">Its id.</param>
public sealed record RegisteredFactory(CheckKind Kind, string Id);
