using DeferredSeg.Abstractions.Plugins;

namespace Backbones.UNet;

/// <summary>Brings the backbone <c>UNet</c>.</summary>
public sealed class UNetPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistration registration) => registration.AddBackbone<UNetFactory>();
}
