using System.Reflection;
using System.Runtime.Loader;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Abstractions.Plugins;
using DeferredSeg.Host.Plugins.Checks;
using DeferredSeg.Host.Plugins.Discovery;
using DeferredSeg.Host.Plugins.Manifests;
using McMaster.NETCore.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace DeferredSeg.Host.Plugins.Loading;

/// <summary>A plugin's code in a collectible context of its own, with a container of its own.</summary>
internal sealed class LoadedPlugin : IDisposable
{
    private readonly PluginLoader _loader;
    private readonly string _folder;
    private ServiceProvider? _container;

    private LoadedPlugin(PluginLoader loader, string folder)
    {
        _loader = loader;
        _folder = folder;
    }

    /// <summary>What it brings.</summary>
    public PluginFactories Factories { get; private set; } = new([], [], [], []);

    /// <summary>The names of its public classes that implement <see cref="IPlugin"/>: exactly one.</summary>
    public IReadOnlyList<string> EntryClasses { get; private set; } = [];

    /// <summary>Its context.</summary>
    public AssemblyLoadContext Context => _loader.LoadContext;

    /// <summary>Loads and registers a plugin that passed <see cref="PluginChecks"/>.</summary>
    /// <param name="folder">Its folder, canonical.</param>
    /// <param name="manifest">Its description.</param>
    /// <exception cref="PluginLoadException">Its code cannot be loaded or registered, or is not what was described.</exception>
    public static LoadedPlugin Load(string folder, PluginManifest manifest)
    {
        LoadedPlugin? loaded = null;
        try
        {
            loaded = new(PluginLoader.CreateFromAssemblyFile(Path.Combine(folder, manifest.Entry), isUnloadable: true, HostAssemblies.SharedTypes), folder);
            loaded.Register(loaded._loader.LoadDefaultAssembly(), manifest);
            loaded.CheckContext();
            return loaded;
        }
        catch (Exception e)
        {
            loaded?.Dispose();
            throw e as PluginLoadException ?? PluginLoadException.Of(e, manifest);
        }
    }

    /// <summary>Looks again at what is loaded: the loader falls back silently, and code is loaded as it is needed.</summary>
    /// <exception cref="PluginLoadException">Something shared was loaded a second time, or something from outside of the folder.</exception>
    public void CheckContext()
    {
        if (ForeignAssemblies(Context, _folder).FirstOrDefault() is { } verdict)
            throw new PluginLoadException(verdict);
    }

    /// <summary>Disposes what the plugin's container made, and begins to unload. What still refers to the code keeps it.</summary>
    public void Dispose()
    {
        try
        {
            _container?.Dispose();
        }
        finally
        {
            _container = null;
            Factories = new([], [], [], []);
            _loader.Dispose();
        }
    }

    /// <summary>What a plugin's context must not hold once it is loaded: what is shared, and what lies outside of the folder.</summary>
    internal static IEnumerable<Verdict> ForeignAssemblies(AssemblyLoadContext context, string folder)
    {
        foreach (var assembly in context.Assemblies)
        {
            var name = assembly.GetName();
            if (HostAssemblies.Shared.TryGetValue(name.Name!, out var shared))
                yield return new(
                    PluginState.Blocked,
                    $"{name.Name} was loaded twice. The host's: context {AssemblyLoadContext.GetLoadContext(shared)?.Name}, "
                        + $"version {shared.GetName().Version}, {shared.Location}. "
                        + $"The plugin's: context {context.Name}, version {name.Version}, {assembly.Location}.",
                    $"Reference {name.Name} with Private=\"false\" and ExcludeAssets=\"runtime\", and build against version {shared.GetName().Version}."
                );
            else if (assembly.Location.Length > 0 && !CanonicalPath.IsInside(folder, CanonicalPath.Of(assembly.Location)))
                yield return new(
                    PluginState.Blocked,
                    $"{name.Name} was loaded from {assembly.Location}, outside of {folder}.",
                    "Copy what the plugin needs into its folder."
                );
        }
    }

    private void Register(Assembly assembly, PluginManifest manifest)
    {
        var entry = EntryType.Find(assembly);
        EntryClasses = [entry.FullName!];
        var plugin = (IPlugin)Activator.CreateInstance(entry)!;
        var services = new ServiceCollection();
        services.AddSingleton(new PluginEnvironment(manifest.Id, manifest.Version.ToNormalizedString(), _folder));
        var registration = new PluginRegistration(services);
        plugin.Register(registration);
        registration.Close();
        _container = services.BuildServiceProvider();
        Factories = new(
            [.. _container.GetServices<IBackboneFactory>()],
            [.. _container.GetServices<IBackboneWrapperFactory>()],
            [.. _container.GetServices<IHeadFactory>()],
            [.. _container.GetServices<IExpertSourceFactory>()]
        );
        var registered = Factories.Names.ToList();
        var described = manifest.Contributions.Select(contribution => (contribution.Kind, contribution.Id)).ToList();
        if (!registered.Order().SequenceEqual(described.Order()))
            throw new PluginLoadException(
                new(
                    PluginState.Failed,
                    $"It registers {Shown(registered)}; its {PluginManifest.FileName} describes {Shown(described)}.",
                    "Make the two the same."
                )
            );
    }

    private static string Shown(IReadOnlyCollection<(ContributionKind Kind, string Id)> names) =>
        names.Count == 0 ? "nothing" : string.Join(", ", names.Select(name => $"{name.Kind.ToString().ToLowerInvariant()} {name.Id}"));
}
