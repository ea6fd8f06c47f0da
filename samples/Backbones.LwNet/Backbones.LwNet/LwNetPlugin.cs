using DeferredSeg.Abstractions.Plugins;

namespace Backbones.LwNet;

/// <summary>Brings the backbone <c>LwNet</c>.</summary>
public sealed class LwNetPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistration registration) =>
        registration.AddBackbone<LwNetFactory>();
}
