using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Abstractions.Plugins;

namespace Experts.Synthetic;

/// <summary>Brings the expert source <c>synthetic</c>.</summary>
public sealed class SyntheticPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistration registration) => registration.AddExpertSource<SyntheticFactory>();
}

/// <summary>Makes experts who are simulated from the ground truth.</summary>
public sealed class SyntheticFactory : IExpertSourceFactory
{
    internal const string Name = "synthetic";

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    public IExpertSource Create(ExpertContext context) => new SyntheticExpert(context.Name, OptionReader.Read<SyntheticOptions>(context.Options));
}
