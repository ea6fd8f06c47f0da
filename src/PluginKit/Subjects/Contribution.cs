namespace DeferredSeg.PluginKit.Subjects;

/// <summary>Something that a plugin brings.</summary>
/// <param name="Kind">A backbone, a head or a source of experts.</param>
/// <param name="Id">The factory's id.</param>
public sealed record Contribution(CheckKind Kind, string Id)
{
    /// <summary>A configuration without a value.</summary>
    public static IConfiguration NoOptions { get; } = new ConfigurationBuilder().Build();

    /// <summary>The options with which it is checked, for example those of a small network; by default none, so that the plugin's defaults hold.</summary>
    public IConfiguration Options { get; init; } = NoOptions;

    /// <summary>The JSON schema of its options as in <c>plugin.json</c>; null where there is none.</summary>
    public string? OptionsSchema { get; init; }
}
