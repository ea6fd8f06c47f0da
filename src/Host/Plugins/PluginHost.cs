using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Host.Plugins.Discovery;
using DeferredSeg.Host.Plugins.Isolation;
using DeferredSeg.Host.Plugins.Manifests;
using DeferredSeg.Libtorch;

namespace DeferredSeg.Host.Plugins;

/// <summary>The plugins of a folder: finds them at once, loads each when something of it is first asked for, and unloads them at the end.</summary>
public sealed class PluginHost : IDisposable
{
    private PluginHost(PluginSettings settings, IReadOnlyList<Plugin> plugins)
    {
        Settings = settings;
        Plugins = plugins;
    }

    /// <summary>Where they are and how they are treated.</summary>
    public PluginSettings Settings { get; }

    /// <summary>All that were found, whatever their state, by id.</summary>
    public IReadOnlyList<Plugin> Plugins { get; }

    /// <summary>What they bring, whatever their state.</summary>
    public IReadOnlyList<Contribution> Contributions => [.. Plugins.SelectMany(plugin => plugin.Manifest?.Contributions ?? [])];

    /// <summary>Looks into the folder. No code is loaded.</summary>
    /// <exception cref="PluginException">The folder is not there.</exception>
    public static PluginHost Open(PluginSettings settings) => new(settings, PluginDiscovery.Scan(settings));

    /// <summary>Makes a backbone.</summary>
    /// <param name="id">Its name, or <c>plugin/name</c> where several plugins have one of that name.</param>
    /// <param name="context">Options and device.</param>
    /// <returns>A guarded backbone, trainable where the plugin's is; the caller's to dispose.</returns>
    /// <exception cref="PluginException">There is none, it cannot be used, or making it failed.</exception>
    /// <exception cref="ConfigurationException">The plugin refuses its options.</exception>
    public GuardedBackbone CreateBackbone(string id, BackboneContext context)
    {
        var (plugin, name) = Find(ContributionKind.Backbone, id);
        LibtorchProcess.Start();
        return plugin.Make(
            "Create",
            (factories, guard) =>
            {
                var factory = factories.Backbones.First(one => one.Id == name);
                var inner = Create(guard, plugin, name, () => factory.Create(context));
                return Guarded(
                    guard,
                    inner,
                    () =>
                        inner is ITrainableBackbone trainable
                            ? new GuardedTrainableBackbone(guard, trainable, name, context.Device)
                            : new GuardedBackbone(guard, inner, name, context.Device)
                );
            }
        );
    }

    /// <summary>Makes a deferral head.</summary>
    /// <param name="id">Its name, or <c>plugin/name</c>.</param>
    /// <param name="context">Options, device and sizes.</param>
    /// <returns>A guarded head, trainable where the plugin's is; the caller's to dispose.</returns>
    /// <exception cref="PluginException">There is none, it cannot be used, or making it failed.</exception>
    /// <exception cref="ConfigurationException">The plugin refuses its options.</exception>
    public GuardedHead CreateHead(string id, HeadContext context)
    {
        var (plugin, name) = Find(ContributionKind.Head, id);
        LibtorchProcess.Start();
        return plugin.Make(
            "Create",
            (factories, guard) =>
            {
                var factory = factories.Heads.First(one => one.Id == name);
                var inner = Create(guard, plugin, name, () => factory.Create(context));
                return Guarded(
                    guard,
                    inner,
                    () =>
                        inner is ITrainableHead trainable
                            ? new GuardedTrainableHead(guard, trainable, name, context)
                            : new GuardedHead(guard, inner, name, context)
                );
            }
        );
    }

    /// <summary>Makes an expert.</summary>
    /// <param name="source">The source's name, or <c>plugin/name</c>.</param>
    /// <param name="context">The expert's name, options and recorded raters.</param>
    /// <returns>A guarded expert; the caller's to dispose.</returns>
    /// <exception cref="PluginException">There is none, it cannot be used, or making it failed.</exception>
    /// <exception cref="ConfigurationException">The plugin refuses its options.</exception>
    public GuardedExpertSource CreateExpert(string source, ExpertContext context)
    {
        var (plugin, name) = Find(ContributionKind.Expert, source);
        LibtorchProcess.Start();
        return plugin.Make(
            "Create",
            (factories, guard) =>
            {
                var factory = factories.Experts.First(one => one.Id == name);
                var inner = Create(guard, plugin, name, () => factory.Create(context));
                return Guarded(guard, inner, () => GuardedExpertSource.Of(guard, inner, context));
            }
        );
    }

    /// <summary>The plugin that brings something, and its name as the plugin writes it.</summary>
    /// <exception cref="PluginException">None that can be used does, or several do; the message says which there are.</exception>
    public (Plugin Plugin, string Name) Find(ContributionKind kind, string id) => ContributionSearch.Find(Plugins, kind, id, Settings.Folder);

    /// <summary>Unloads all plugins, without proof.</summary>
    public void Dispose()
    {
        foreach (var plugin in Plugins)
            plugin.Close();
    }

    private static T Guarded<T>(PluginGuard guard, IDisposable inner, Func<T> wrap)
    {
        try
        {
            return wrap();
        }
        catch
        {
            guard.Free(inner);
            throw;
        }
    }

    private static T Create<T>(PluginGuard guard, Plugin plugin, string name, Func<T> create)
        where T : class, IDisposable
    {
        try
        {
            return guard.Call(
                "Create",
                _ => create(),
                made =>
                {
                    if (made is null)
                        throw new PluginFaultException($"the factory of {name} returned null.");
                },
                static made => made?.Dispose(),
                refusal: static e => e is ArgumentException and not ArgumentNullException,
                makes: true
            );
        }
        catch (ArgumentException e)
        {
            throw new ConfigurationException($"{name} (plugin {plugin.Id}): {e.Message}", e);
        }
    }
}
