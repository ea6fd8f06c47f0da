namespace DeferredSeg.Abstractions.Plugins;

/// <summary>The version of the contracts in this assembly.</summary>
/// <remarks>
/// A plugin's <c>plugin.json</c> names a range with an upper bound, such as <c>[1.0,2.0)</c>; the host refuses a plugin whose range leaves this version
/// out.
/// </remarks>
public static class ContractVersion
{
    /// <summary>Major: something changed that plugins may depend on. Minor: something was added.</summary>
    public static Version Current { get; } = new(1, 0);
}
