using DeferredSeg.Abstractions.Plugins;

namespace Backbones.MedSam;

/// <summary>Brings the backbone <c>MedSam</c>.</summary>
public sealed class MedSamPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistration registration) => registration.AddBackbone<MedSamFactory>();
}
