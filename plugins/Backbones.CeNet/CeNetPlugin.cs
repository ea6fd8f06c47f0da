using DeferredSeg.Abstractions.Plugins;

namespace Backbones.CeNet;

/// <summary>Brings the backbone <c>CeNet</c>.</summary>
public sealed class CeNetPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistration registration) => registration.AddBackbone<CeNetFactory>();
}
