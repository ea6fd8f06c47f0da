namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>A call into a plugin went wrong; the plugin is quarantined.</summary>
/// <param name="plugin">The plugin's id.</param>
/// <param name="call">The call, for example <c>Backbones.UNet/UNet.Encode</c>'s <c>Encode</c>.</param>
/// <param name="caseId">The case that it was about; null where it was about none.</param>
/// <param name="fault">What went wrong, a sentence.</param>
/// <param name="cause">What the plugin threw, if it threw.</param>
public sealed class PluginCallException(string plugin, string call, string? caseId, string fault, Exception? cause = null)
    : PluginException(
        $"Plugin {plugin}, call {call}{(caseId is null ? "" : $", case {caseId}")}: {fault} The plugin is not used any more in this run; the others are.",
        cause
    )
{
    /// <summary>The plugin's id.</summary>
    public string Plugin { get; } = plugin;

    /// <summary>The call, for example <c>Encode</c>.</summary>
    public string Call { get; } = call;

    /// <summary>The case that it was about; null where it was about none.</summary>
    public string? Case { get; } = caseId;

    /// <summary>What went wrong.</summary>
    public string Fault { get; } = fault;
}
