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
