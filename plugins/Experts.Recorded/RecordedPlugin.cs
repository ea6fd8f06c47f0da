using DeferredSeg.Abstractions.Plugins;

namespace Experts.Recorded;

/// <summary>Brings the expert source <c>recorded</c>.</summary>
public sealed class RecordedPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistration registration) => registration.AddExpertSource<RecordedFactory>();
}
