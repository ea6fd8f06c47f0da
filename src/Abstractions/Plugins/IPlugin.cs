using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Heads;

namespace DeferredSeg.Abstractions.Plugins;

/// <summary>The entry of a plugin: its DLL has exactly one public class that implements this, with a constructor without parameters.</summary>
public interface IPlugin
{
    /// <summary>Says what the plugin brings. Registers and returns: no files, no threads, no network.</summary>
    /// <param name="registration">The plugin's own registration, valid during the call.</param>
    void Register(IPluginRegistration registration);
}

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

    /// <summary>Brings what can be put around any backbone.</summary>
    void AddBackboneWrapper<TFactory>()
        where TFactory : class, IBackboneWrapperFactory;

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

/// <summary>Where a plugin finds itself.</summary>
/// <param name="Id">Its id, as in <c>plugin.json</c>.</param>
/// <param name="Version">Its version, as in <c>plugin.json</c>.</param>
/// <param name="Folder">The folder it was loaded from, an absolute path; to be read, not written.</param>
public sealed record PluginEnvironment(string Id, string Version, string Folder);

/// <summary>The version of the contracts in this assembly.</summary>
/// <remarks>
/// A plugin's <c>plugin.json</c> names a range with an upper bound, such as <c>[1.0,2.0)</c>; the host refuses a plugin whose range leaves this version
/// out.
/// </remarks>
public static class ContractVersion
{
    /// <summary>Major: something changed that plugins may depend on. Minor: something was added.</summary>
    public static Version Current { get; } = new(1, 0);
}
