namespace DeferredSeg.Host.Plugins;

/// <summary>How far a plugin has come. Every state but the first, loaded and unloaded comes with a reason.</summary>
public enum PluginState
{
    /// <summary>Its description and files are in order; no code of it was loaded yet.</summary>
    Found,

    /// <summary>The user switched it off.</summary>
    Disabled,

    /// <summary>It was made for another contract, runtime, machine or version of something shared.</summary>
    Incompatible,

    /// <summary>The host refuses it: it carries what the host shares, or it reaches outside of its folder.</summary>
    Blocked,

    /// <summary>Its code is loaded and what it brings can be used.</summary>
    Loaded,

    /// <summary>Its description cannot be read, or its code could not be loaded or registered.</summary>
    Failed,

    /// <summary>A call into it went wrong; it is not called again in this run.</summary>
    Quarantined,

    /// <summary>It was unloaded and something still holds its code.</summary>
    UnloadBlocked,

    /// <summary>It was unloaded and its code is gone.</summary>
    Unloaded,
}

/// <summary>States as they are written in tables and JSON.</summary>
public static class PluginStateText
{
    /// <summary>The state in lower case, words joined by hyphens, for example <c>unload-blocked</c>.</summary>
    public static string Of(PluginState state) => state == PluginState.UnloadBlocked ? "unload-blocked" : state.ToString().ToLowerInvariant();
}

/// <summary>Why a plugin is in a state.</summary>
/// <param name="State">The state that follows from it.</param>
/// <param name="Reason">What was found and what is expected.</param>
/// <param name="Mend">How to mend it; null where there is nothing to do.</param>
public sealed record Verdict(PluginState State, string Reason, string? Mend = null)
{
    /// <summary>Reason and mend in one line.</summary>
    public override string ToString() => Mend is null ? Reason : $"{Reason} {Mend}";
}
