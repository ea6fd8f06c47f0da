using DeferredSeg.Abstractions.Plugins;

namespace Experts.Synthetic;

/// <summary>Brings the expert source <c>synthetic</c>.</summary>
public sealed class SyntheticPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistration registration) => registration.AddExpertSource<SyntheticFactory>();
}
