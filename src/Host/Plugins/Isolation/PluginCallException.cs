namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>A call into a plugin went wrong; the plugin is quarantined.</summary>
/// <param name="plugin">The plugin's id.</param>
/// <param name="call">The call, for example <c>Backbones.UNet/UNet.Encode</c>'s <c>Encode</c>.</param>
/// <param name="caseId">The case that it was about; null where it was about none.</param>
/// <param name="fault">What went wrong, a sentence.</param>
/// <param name="cause">What the plugin threw, if it threw.</param>
/// <param name="goesOn">Whether the plugin is still used: it ran in a process of its own, and a fresh one takes its place.</param>
/// <param name="isElsewhere">Whether it runs in a process of its own, so that nothing here was harmed.</param>
public sealed class PluginCallException(
    string plugin,
    string call,
    string? caseId,
    string fault,
    Exception? cause = null,
    bool goesOn = false,
    bool isElsewhere = false
)
    : PluginException(
        $"Plugin {plugin}, call {call}{(caseId is null ? "" : $", case {caseId}")}: {fault} "
            + (goesOn ? "The next call gets a fresh process." : "The plugin is not used any more in this run; the others are."),
        cause
    )
{
    /// <summary>Whether the plugin is still used, in a fresh process.</summary>
    public bool GoesOn { get; } = goesOn;

    /// <summary>Whether the plugin runs in a process of its own: other cases can be tried whatever happened to this one.</summary>
    public bool IsElsewhere { get; } = isElsewhere;

    /// <summary>The plugin's id.</summary>
    public string Plugin { get; } = plugin;

    /// <summary>The call, for example <c>Encode</c>.</summary>
    public string Call { get; } = call;

    /// <summary>The case that it was about; null where it was about none.</summary>
    public string? Case { get; } = caseId;

    /// <summary>What went wrong.</summary>
    public string Fault { get; } = fault;
}

/// <summary>A plugin returned what the contract does not allow. The message is the fault, a sentence without the plugin's name.</summary>
internal sealed class PluginFaultException(string fault) : Exception(fault);
