namespace DeferredSeg.Host.Plugins.States;

/// <summary>States as they are written in tables and JSON.</summary>
public static class PluginStateText
{
    /// <summary>The state in lower case, words joined by hyphens, for example <c>unload-blocked</c>.</summary>
    public static string Of(PluginState state) => state == PluginState.UnloadBlocked ? "unload-blocked" : state.ToString().ToLowerInvariant();
}
