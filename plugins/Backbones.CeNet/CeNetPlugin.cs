using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Abstractions.Plugins;

namespace Backbones.CeNet;

/// <summary>Brings the backbone <c>CeNet</c>.</summary>
public sealed class CeNetPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistration registration) => registration.AddBackbone<CeNetFactory>();
}

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
