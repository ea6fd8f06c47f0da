using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Options;

namespace __Name__;

/// <summary>Makes the networks.</summary>
public sealed class __Class__Factory : IBackboneFactory
{
    internal const string Name = "__Class__";

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    public ISegmentorBackbone Create(BackboneContext context)
    {
        var backbone = new __Class__Backbone(OptionReader.Read<__Class__Options>(context.Options));
        backbone.Module.to(context.Device);
        return backbone;
    }
}
