using Backbones.CeNet.Options;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Options;

namespace Backbones.CeNet;

/// <summary>Makes CENets.</summary>
public sealed class CeNetFactory : IBackboneFactory
{
    internal const string Name = "CeNet";

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    public ISegmentorBackbone Create(BackboneContext context)
    {
        var backbone = new CeNetBackbone(OptionReader.Read<CeNetOptions>(context.Options));
        backbone.Module.to(context.Device);
        return backbone;
    }
}
