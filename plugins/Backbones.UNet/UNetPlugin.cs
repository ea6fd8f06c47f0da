using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Abstractions.Plugins;

namespace Backbones.UNet;

/// <summary>Brings the backbone <c>UNet</c>.</summary>
public sealed class UNetPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistration registration) => registration.AddBackbone<UNetFactory>();
}

/// <summary>Makes U-Nets.</summary>
public sealed class UNetFactory : IBackboneFactory
{
    internal const string Name = "UNet";

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    public ISegmentorBackbone Create(BackboneContext context)
    {
        var backbone = new UNetBackbone(OptionReader.Read<UNetOptions>(context.Options));
        backbone.Module.to(context.Device);
        return backbone;
    }
}
