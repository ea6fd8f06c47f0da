using DeferredSeg.Schema;
using NuGet.Versioning;

namespace DeferredSeg.Host.Plugins.Manifests;

/// <summary>A plugin's description, <c>plugin.json</c>.</summary>
/// <param name="Id">The plugin's id, which is the name of its folder.</param>
/// <param name="Version">The plugin's version.</param>
/// <param name="Contract">The contract versions that it was made for; with an upper bound.</param>
/// <param name="Entry">The file name of its DLL.</param>
/// <param name="Contributions">What it brings.</param>
public sealed record PluginManifest(string Id, NuGetVersion Version, VersionRange Contract, string Entry, IReadOnlyList<Contribution> Contributions)
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "plugin.json";

    /// <summary>A name for people.</summary>
    public string? Title { get; init; }

    /// <summary>What it is, in a sentence.</summary>
    public string? Description { get; init; }

    /// <summary>Its licence, as an SPDX expression.</summary>
    public string? License { get; init; }
}

/// <summary>Something that a plugin brings.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">The name by which a configuration asks for it.</param>
/// <param name="Options">The schema of its options; null where the plugin gives none.</param>
public sealed record Contribution(ContributionKind Kind, string Id, ObjectSchema? Options)
{
    /// <summary>Its name for people, if given.</summary>
    public string? Title { get; init; }

    /// <summary>What it is, if given.</summary>
    public string? Description { get; init; }

    /// <summary>The licence of what it follows, such as a network's published code and weights, if given.</summary>
    public string? License { get; init; }

    /// <summary>The publication to cite, if given.</summary>
    public string? Citation { get; init; }

    /// <summary>Kind and name, for example <c>backbone UNet</c>.</summary>
    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()} {Id}";
}

/// <summary>What a plugin can bring.</summary>
public enum ContributionKind
{
    /// <summary>A segmentation network.</summary>
    Backbone,

    /// <summary>A deferral head.</summary>
    Head,

    /// <summary>A source of experts.</summary>
    Expert,

    /// <summary>What is put around any backbone.</summary>
    Wrapper,
}
