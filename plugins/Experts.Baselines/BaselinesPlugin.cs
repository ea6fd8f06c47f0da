using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Plugins;

namespace Experts.Baselines;

/// <summary>Brings the expert sources <c>oracle</c> and <c>constant</c>.</summary>
public sealed class BaselinesPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistration registration)
    {
        registration.AddExpertSource<OracleFactory>();
        registration.AddExpertSource<ConstantFactory>();
    }
}
