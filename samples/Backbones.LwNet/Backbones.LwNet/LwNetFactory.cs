using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Options;

namespace Backbones.LwNet;

/// <summary>Makes the networks.</summary>
public sealed class LwNetFactory : IBackboneFactory
{
    internal const string Name = "LwNet";

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    public ISegmentorBackbone Create(BackboneContext context)
    {
        var backbone = new LwNetBackbone(OptionReader.Read<LwNetOptions>(context.Options));
        backbone.Module.to(context.Device);
        return backbone;
    }
}
