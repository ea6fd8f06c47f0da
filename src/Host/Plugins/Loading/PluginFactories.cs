using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Host.Plugins.Manifests;

namespace DeferredSeg.Host.Plugins.Loading;

/// <summary>What a loaded plugin brings, by name.</summary>
internal sealed record PluginFactories(
    IReadOnlyList<IBackboneFactory> Backbones,
    IReadOnlyList<IHeadFactory> Heads,
    IReadOnlyList<IExpertSourceFactory> Experts
)
{
    /// <summary>Kinds and names.</summary>
    public IEnumerable<(ContributionKind Kind, string Id)> Names =>
        [
            .. Backbones.Select(factory => (ContributionKind.Backbone, factory.Id)),
            .. Heads.Select(factory => (ContributionKind.Head, factory.Id)),
            .. Experts.Select(factory => (ContributionKind.Expert, factory.Id)),
        ];
}
