namespace DeferredSeg.PluginKit;

/// <summary>What a check is run on.</summary>
/// <param name="Plugin">The plugin.</param>
/// <param name="Contribution">Its contribution; null for a check of the plugin as a whole.</param>
/// <param name="Settings">How much is tried.</param>
public sealed record ConformanceSubject(IPluginSubject Plugin, Contribution? Contribution, ConformanceSettings Settings)
{
    /// <summary>The contribution's id, or the plugin's.</summary>
    public string Id => Contribution?.Id ?? Plugin.Id;

    /// <summary>The contribution's options; empty for the plugin as a whole.</summary>
    public IConfiguration Options => Contribution?.Options ?? Contribution.NoOptions;
}
