using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Abstractions.Plugins;

namespace Modules.Spa;

/// <summary>Brings the wrapper <c>Spa</c>.</summary>
public sealed class SpaPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistration registration) => registration.AddBackboneWrapper<SpaFactory>();
}

/// <summary>Puts SPA around a network with a prompted decoder.</summary>
public sealed class SpaFactory : IBackboneWrapperFactory
{
    internal const string Name = "Spa";

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    public ISegmentorBackbone Create(IReadOnlyList<ISegmentorBackbone> inner, BackboneContext context) =>
        SpaBackbone.Of(inner[0], OptionReader.Read<SpaOptions>(context.Options), context.Device);
}
