using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Host.Plugins.Discovery;
using DeferredSeg.Host.Plugins.Isolation;
using DeferredSeg.Host.Plugins.Loading;
using DeferredSeg.Host.Plugins.Manifests;
using DeferredSeg.Host.Plugins.Processes;
using DeferredSeg.Libtorch;

namespace DeferredSeg.Host.Plugins;

/// <summary>The plugins of some folders: finds them at once, loads each when something of it is first asked for, and unloads them at the end.</summary>
public sealed class PluginHost : IDisposable
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly SharedBlocks _blocks = new();
    private readonly SpareProcess _spares = new();

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

    /// <summary>Looks into the folders. No code is loaded.</summary>
    /// <exception cref="PluginException">A folder is not there, or two hold a plugin of one id.</exception>
    public static PluginHost Open(PluginSettings settings)
    {
        var host = new PluginHost(settings, PluginDiscovery.Scan(settings));
        if (settings.Processes is not { } processes)
            return host;
        var limits = ProcessLimits.Of(settings.CallLimit, processes.MemoryLimitMegabytes);
        foreach (var plugin in host.Plugins.Where(plugin => processes.Has(plugin.Id)))
            plugin.Isolate(new(plugin.Id, limits, host._blocks, host._spares));
        return host;
    }

    /// <summary>Makes a backbone.</summary>
    /// <param name="id">Its name, or <c>plugin/name</c> where several plugins have one of that name.</param>
    /// <param name="context">Options and device.</param>
    /// <returns>A guarded backbone, trainable where the plugin's is; the caller's to dispose.</returns>
    /// <exception cref="PluginException">There is none, it cannot be used, or making it failed.</exception>
    /// <exception cref="ConfigurationException">The plugin refuses its options.</exception>
    /// <param name="modelKey">Where the model file is named, for messages.</param>
    public GuardedBackbone CreateBackbone(string id, BackboneContext context, string modelKey = "--model")
    {
        var backbone = Make(
            ContributionKind.Backbone,
            id,
            (process, guard, plugin, name) =>
                new GuardedBackbone(
                    guard,
                    Elsewhere(guard, plugin, name, () => new RemoteBackbone(process, RemoteStep.Of(plugin, name, context, modelKey))),
                    name,
                    context.Device
                ),
            (factories, name) => Create(factories.Backbones.First(one => one.Id == name), context, modelKey),
            (guard, inner, name) =>
                inner is ITrainableBackbone trainable
                    ? new GuardedTrainableBackbone(guard, trainable, name, context.Device)
                    : new GuardedBackbone(guard, inner, name, context.Device)
        );
        // Once for each network, however often it is made.
        if (backbone.Description.Assumptions is { Count: > 0 } assumptions && _told.Add($"{id} {context.Model?.Sha256} {string.Join('|', assumptions)}"))
            Console.Error.WriteLine($"{context.Model?.Path ?? id} does not say, and was taken for granted: {string.Join("; ", assumptions)}.");
        return backbone;
    }

    private static ISegmentorBackbone Create(IBackboneFactory factory, BackboneContext context, string modelKey) =>
        (factory.RunsModelFiles, context.Model) switch
        {
            (true, null) => throw new ArgumentException($"it runs a model file, and none is named; expected {modelKey}, such as a file net.onnx or model.ts."),
            (false, { } model) => throw new ArgumentException(
                $"it runs no model file, and {modelKey} names {model.Path}; " + "the backbone Onnx runs .onnx files, and TorchScript .pt and .ts."
            ),
            _ => factory.Create(context),
        };

    /// <summary>Puts a wrapper around backbones.</summary>
    /// <param name="id">The wrapper's name, or <c>plugin/name</c>.</param>
    /// <param name="inner">
    /// The backbone that is wrapped, then the members, with their weights; the result's from here on, which frees them after itself. Where this throws they
    /// stay the caller's.
    /// </param>
    /// <param name="context">Options and device.</param>
    /// <param name="key">Where the wrapper is named, for messages.</param>
    /// <returns>A guarded backbone, trainable where the plugin's is; the caller's to dispose.</returns>
    /// <exception cref="PluginException">There is none, it cannot be used, or making it failed.</exception>
    /// <exception cref="ConfigurationException">The plugin refuses its options or the backbones, or takes no members, or needs some.</exception>
    public GuardedBackbone CreateWrapper(string id, IReadOnlyList<GuardedBackbone> inner, BackboneContext context, string key = "$.backbone.wrappers") =>
        Make(
            ContributionKind.Wrapper,
            id,
            (process, guard, plugin, name) =>
            {
                var step = RemoteStep.Of(plugin, name, inner, context, key);
                var made = Elsewhere(guard, plugin, name, () => new RemoteBackbone(process, step));
                // They are made again in the wrapper's process, and serve there.
                foreach (var one in inner)
                    one.Leave();
                return new GuardedBackbone(guard, made, name, context.Device, inner);
            },
            (factories, name) => Wrap(factories.Wrappers.First(one => one.Id == name), [.. inner.Select(LentBackbone.Of)], context, key),
            (guard, made, name) =>
                made is ITrainableBackbone trainable
                    ? new GuardedTrainableBackbone(guard, trainable, name, context.Device, inner)
                    : new GuardedBackbone(guard, made, name, context.Device, inner)
        );

    private static ISegmentorBackbone Wrap(IBackboneWrapperFactory factory, LentBackbone[] inner, BackboneContext context, string key) =>
        (factory.TakesMembers, inner.Length) switch
        {
            (true, 1) => throw new ArgumentException(
                $"it takes further networks besides the backbone, and {key}.members names none; expected one or more, such as runs/a/seed-1 or net.onnx."
            ),
            (false, > 1) => throw new ArgumentException($"it takes one network, and {key}.members names {inner.Length - 1} more; leave members out."),
            _ => factory.Create(inner, context),
        };

    /// <summary>Makes a deferral head.</summary>
    /// <param name="id">Its name, or <c>plugin/name</c>.</param>
    /// <param name="context">Options, device and sizes.</param>
    /// <returns>A guarded head, trainable where the plugin's is; the caller's to dispose.</returns>
    /// <exception cref="PluginException">There is none, it cannot be used, or making it failed.</exception>
    /// <exception cref="ConfigurationException">The plugin refuses its options.</exception>
    public GuardedHead CreateHead(string id, HeadContext context) =>
        Make(
            ContributionKind.Head,
            id,
            (process, guard, plugin, name) =>
                new GuardedHead(guard, Elsewhere(guard, plugin, name, () => new RemoteHead(process, RemoteStep.Of(plugin, name, context))), name, context),
            (factories, name) => factories.Heads.First(one => one.Id == name).Create(context),
            (guard, inner, name) =>
                inner is IPixelwiseHead pixelwise ? new GuardedPixelwiseHead(guard, pixelwise, name, context)
                : inner is ITrainableHead trainable ? new GuardedTrainableHead(guard, trainable, name, context)
                : new GuardedHead(guard, inner, name, context)
        );

    /// <summary>Makes an expert.</summary>
    /// <param name="source">The source's name, or <c>plugin/name</c>.</param>
    /// <param name="context">The expert's name, options and recorded raters.</param>
    /// <returns>A guarded expert; the caller's to dispose.</returns>
    /// <exception cref="PluginException">There is none, it cannot be used, or making it failed.</exception>
    /// <exception cref="ConfigurationException">The plugin refuses its options.</exception>
    public GuardedExpertSource CreateExpert(string source, ExpertContext context) =>
        Make(
            ContributionKind.Expert,
            source,
            (process, guard, plugin, name) =>
                GuardedExpertSource.Of(
                    guard,
                    Elsewhere(guard, plugin, name, () => RemoteExpert.Make(process, RemoteStep.Of(plugin, name, context), context)),
                    context
                ),
            (factories, name) => factories.Experts.First(one => one.Id == name).Create(context),
            (guard, inner, _) => GuardedExpertSource.Of(guard, inner, context)
        );

    /// <summary>The plugin that brings something, and its name as the plugin writes it.</summary>
    /// <exception cref="PluginException">None that can be used does, or several do; the message says which there are.</exception>
    public (Plugin Plugin, string Name) Find(ContributionKind kind, string id)
    {
        var offer = PluginOffer.Find(Plugins, kind, id, Settings.Place);
        return (offer.Plugin, offer.Contribution.Id);
    }

    /// <summary>Unloads all plugins, without proof.</summary>
    public void Dispose()
    {
        foreach (var plugin in Plugins)
            plugin.Close();
        _spares.Dispose();
        _blocks.Dispose();
    }

    /// <summary>Makes something in a plugin's own process.</summary>
    private static T Elsewhere<T>(PluginGuard guard, Plugin plugin, string name, Func<T> create)
        where T : class, IDisposable
    {
        try
        {
            return guard.Call(
                "Create",
                _ => create(),
                refusal: static e => e is ArgumentException and not ArgumentNullException || RemoteFailure.IsTold(e),
                makes: true
            );
        }
        catch (ArgumentException e)
        {
            throw new ConfigurationException($"{name} (plugin {plugin.Id}): {e.Message}", e);
        }
    }

    /// <summary>Makes something of a plugin's on its thread, and puts the guard around it.</summary>
    private TGuarded Make<TInner, TGuarded>(
        ContributionKind kind,
        string id,
        Func<PluginProcess, PluginGuard, Plugin, string, TGuarded> elsewhere,
        Func<PluginFactories, string, TInner> create,
        Func<PluginGuard, TInner, string, TGuarded> wrap
    )
        where TInner : class, IDisposable
        where TGuarded : class, IDisposable
    {
        var (plugin, name) = Find(kind, id);
        LibtorchProcess.Start();
        if (plugin.Process is not null)
            return plugin.MakeElsewhere((process, guard) => elsewhere(process, guard, plugin, name));
        return plugin.Make(
            "Create",
            (factories, guard) =>
            {
                var inner = Create(guard, plugin, name, () => create(factories, name));
                try
                {
                    return wrap(guard, inner, name);
                }
                catch
                {
                    guard.Free(inner);
                    throw;
                }
            }
        );
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
