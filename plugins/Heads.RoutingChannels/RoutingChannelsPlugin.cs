using DeferredSeg.Abstractions.Plugins;

namespace Heads.RoutingChannels;

/// <summary>Brings the deferral head <c>RoutingChannels</c>.</summary>
public sealed class RoutingChannelsPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistration registration) => registration.AddHead<RoutingChannelsFactory>();
}
