using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Abstractions.Plugins;
using DeferredSeg.Host.Plugins.Manifests;
using Microsoft.Extensions.DependencyInjection;

namespace DeferredSeg.Host.Plugins.Loading;

/// <summary>Collects what one plugin registers. It ends with the call that it was made for.</summary>
internal sealed class PluginRegistration(IServiceCollection services) : IPluginRegistration
{
    private bool _closed;

    public void AddBackbone<TFactory>()
        where TFactory : class, IBackboneFactory => Open().AddSingleton<IBackboneFactory, TFactory>();

    public void AddBackboneWrapper<TFactory>()
        where TFactory : class, IBackboneWrapperFactory => Open().AddSingleton<IBackboneWrapperFactory, TFactory>();

    public void AddHead<TFactory>()
        where TFactory : class, IHeadFactory => Open().AddSingleton<IHeadFactory, TFactory>();

    public void AddExpertSource<TFactory>()
        where TFactory : class, IExpertSourceFactory => Open().AddSingleton<IExpertSourceFactory, TFactory>();

    public void AddService<TService, TImplementation>()
        where TService : class
        where TImplementation : class, TService
    {
        if (typeof(TService).Assembly == typeof(IPlugin).Assembly)
            throw new InvalidOperationException(
                $"AddService is for the plugin's own services; {typeof(TService).Name} is one of the contract's. "
                    + "Use AddBackbone, AddBackboneWrapper, AddHead or AddExpertSource."
            );
        Open().AddSingleton<TService, TImplementation>();
    }

    public void Close() => _closed = true;

    private IServiceCollection Open() =>
        _closed ? throw new InvalidOperationException("The registration ended when Register returned; register everything there.") : services;
}

/// <summary>What a loaded plugin brings, by name.</summary>
internal sealed record PluginFactories(
    IReadOnlyList<IBackboneFactory> Backbones,
    IReadOnlyList<IBackboneWrapperFactory> Wrappers,
    IReadOnlyList<IHeadFactory> Heads,
    IReadOnlyList<IExpertSourceFactory> Experts
)
{
    /// <summary>Kinds and names.</summary>
    public IEnumerable<(ContributionKind Kind, string Id)> Names =>
        [
            .. Backbones.Select(factory => (ContributionKind.Backbone, factory.Id)),
            .. Wrappers.Select(factory => (ContributionKind.Wrapper, factory.Id)),
            .. Heads.Select(factory => (ContributionKind.Head, factory.Id)),
            .. Experts.Select(factory => (ContributionKind.Expert, factory.Id)),
        ];
}
