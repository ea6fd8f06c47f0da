using DeferredSeg.Abstractions.Plugins;

namespace __Name__;

/// <summary>Brings the __Kind__ <c>__Class__</c>.</summary>
public sealed class __Class__Plugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistration registration) => registration.__Add__<__Class__Factory>();
}
