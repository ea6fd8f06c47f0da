using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Abstractions.Plugins;

namespace Modules.SafeClick;

/// <summary>Brings the wrapper <c>SafeClick</c>.</summary>
public sealed class SafeClickPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistration registration) => registration.AddBackboneWrapper<SafeClickFactory>();
}

/// <summary>Puts SafeClick around a network with a prompted decoder.</summary>
public sealed class SafeClickFactory : IBackboneWrapperFactory
{
    internal const string Name = "SafeClick";

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    public ISegmentorBackbone Create(IReadOnlyList<ISegmentorBackbone> inner, BackboneContext context) =>
        SafeClickBackbone.Of(inner[0], OptionReader.Read<SafeClickOptions>(context.Options), context.Device);
}
