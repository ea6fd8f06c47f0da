using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Heads;

namespace DeferredSeg.Abstractions.Plugins;

/// <summary>What a plugin may register, in a container of its own. No plugin sees another's, nor the host's.</summary>
/// <remarks>
/// Factories and services are made when they are first needed, once each, and disposed when the plugin is unloaded. Their constructors may
/// ask for <see cref="PluginEnvironment"/> and for what the same plugin added by <see cref="AddService"/>.
/// </remarks>
public interface IPluginRegistration
{
    /// <summary>Brings a backbone.</summary>
    void AddBackbone<TFactory>()
        where TFactory : class, IBackboneFactory;

    /// <summary>Brings a deferral head.</summary>
    void AddHead<TFactory>()
        where TFactory : class, IHeadFactory;

    /// <summary>Brings a source of experts.</summary>
    void AddExpertSource<TFactory>()
        where TFactory : class, IExpertSourceFactory;

    /// <summary>Adds something that the plugin's own factories ask for in their constructors.</summary>
    void AddService<TService, TImplementation>()
        where TService : class
        where TImplementation : class, TService;
}
