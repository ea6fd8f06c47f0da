using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Abstractions.Plugins;

namespace Backbones.Sam2;

/// <summary>Brings the backbone <c>Sam2</c>.</summary>
public sealed class Sam2Plugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistration registration) => registration.AddBackbone<Sam2Factory>();
}

/// <summary>Makes SAM 2 networks.</summary>
public sealed class Sam2Factory : IBackboneFactory
{
    internal const string Name = "Sam2";

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    public ISegmentorBackbone Create(BackboneContext context)
    {
        var backbone = new Sam2Backbone(OptionReader.Read<Sam2Options>(context.Options));
        backbone.Module.to(context.Device);
        return backbone;
    }
}
