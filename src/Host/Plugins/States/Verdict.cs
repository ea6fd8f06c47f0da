namespace DeferredSeg.Host.Plugins.States;

/// <summary>Why a plugin is in a state.</summary>
/// <param name="State">The state that follows from it.</param>
/// <param name="Reason">What was found and what is expected.</param>
/// <param name="Mend">How to mend it; null where there is nothing to do.</param>
public sealed record Verdict(PluginState State, string Reason, string? Mend = null)
{
    /// <summary>Reason and mend in one line.</summary>
    public override string ToString() => Mend is null ? Reason : $"{Reason} {Mend}";
}
