using System.Reflection;
using System.Runtime.Loader;
using McMaster.NETCore.Plugins.HotReload;
using McMaster.NETCore.Plugins.Loader;

namespace McMaster.NETCore.Plugins;

/// <summary>Loads one plugin and its private dependencies into an <see cref="AssemblyLoadContext"/> of its own.</summary>
/// <remarks>
/// An assembly is looked for in this order: the default context, if it is shared or preferred; what the plugin's
/// <c>.deps.json</c> names (its <c>runtimes/&lt;rid&gt;</c> folders included); satellite assemblies in a folder of the
/// culture's name; a .dll of that name beside the plugin; at last the application itself. A failure of one step is not
/// reported, the next one is tried: a shared assembly that the host cannot load (because it has an older version, say)
/// silently becomes a private copy whose types are not the host's. A host that must not be surprised checks, after
/// loading, which context its shared assemblies came from.
/// </remarks>
public class PluginLoader : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PluginConfig _config;
    private readonly AssemblyLoadContextBuilder _builder;
    private readonly PluginFileWatcher? _watcher;
    private ManagedLoadContext _context;
    private volatile bool _disposed;

    /// <summary>Builds the plugin's context; loads no code of the plugin yet.</summary>
    /// <param name="config">How to load it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="config"/> is null.</exception>
    /// <exception cref="FileNotFoundException">The host cannot load a shared assembly, or one that it references.</exception>
    /// <exception cref="InvalidOperationException">The plugin's main assembly is missing or its <c>.deps.json</c> cannot be read.</exception>
    public PluginLoader(PluginConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        _config = config;
        _builder = AssemblyLoadContextBuilder.From(config);
        _context = _builder.BuildContext();
        if (config.EnableHotReload)
            _watcher = new PluginFileWatcher(config.MainAssemblyPath, config.ReloadDelay, ReloadAfterChange);
    }

    /// <summary>Is raised after <see cref="Reload"/> and after every hot reload.</summary>
    public event PluginReloadedEventHandler? Reloaded;

    /// <summary>Whether the plugin can be unloaded and reloaded.</summary>
    public bool IsUnloadable => _context.IsCollectible;

    /// <summary>The plugin's present context; another one after a reload.</summary>
    public AssemblyLoadContext LoadContext => _context;

    /// <summary>Creates a loader for an entry assembly.</summary>
    /// <param name="assemblyFile">The absolute path of the entry assembly.</param>
    /// <param name="isUnloadable">Whether the plugin can be unloaded.</param>
    /// <param name="sharedTypes">Types whose assemblies are shared with the host.</param>
    /// <returns>A loader that the caller disposes.</returns>
    public static PluginLoader CreateFromAssemblyFile(string assemblyFile, bool isUnloadable, Type[] sharedTypes)
        => CreateFromAssemblyFile(assemblyFile, isUnloadable, sharedTypes, static _ => { });

    /// <summary>Creates a loader for an entry assembly.</summary>
    /// <param name="assemblyFile">The absolute path of the entry assembly.</param>
    /// <param name="isUnloadable">Whether the plugin can be unloaded.</param>
    /// <param name="sharedTypes">Types whose assemblies are shared with the host.</param>
    /// <param name="configure">Sets what else is wanted; runs last.</param>
    /// <returns>A loader that the caller disposes.</returns>
    public static PluginLoader CreateFromAssemblyFile(string assemblyFile, bool isUnloadable, Type[] sharedTypes, Action<PluginConfig> configure)
        => CreateFromAssemblyFile(assemblyFile, sharedTypes, config =>
        {
            config.IsUnloadable = isUnloadable;
            configure(config);
        });

    /// <summary>Creates a loader for an entry assembly.</summary>
    /// <param name="assemblyFile">The absolute path of the entry assembly.</param>
    /// <param name="sharedTypes">Types whose assemblies are shared with the host.</param>
    /// <returns>A loader that the caller disposes.</returns>
    public static PluginLoader CreateFromAssemblyFile(string assemblyFile, Type[] sharedTypes)
        => CreateFromAssemblyFile(assemblyFile, sharedTypes, static _ => { });

    /// <summary>Creates a loader for an entry assembly.</summary>
    /// <param name="assemblyFile">The absolute path of the entry assembly.</param>
    /// <param name="sharedTypes">Types whose assemblies are shared with the host; null shares none.</param>
    /// <param name="configure">Sets what else is wanted; runs last.</param>
    /// <returns>A loader that the caller disposes.</returns>
    public static PluginLoader CreateFromAssemblyFile(string assemblyFile, Type[] sharedTypes, Action<PluginConfig> configure)
        => CreateFromAssemblyFile(assemblyFile, config =>
        {
            foreach (var assembly in (sharedTypes ?? []).Select(type => type.Assembly).Distinct())
                config.SharedAssemblies.Add(assembly.GetName());
            configure(config);
        });

    /// <summary>Creates a loader for an entry assembly that shares no type with the host.</summary>
    /// <param name="assemblyFile">The absolute path of the entry assembly.</param>
    /// <returns>A loader that the caller disposes.</returns>
    public static PluginLoader CreateFromAssemblyFile(string assemblyFile)
        => CreateFromAssemblyFile(assemblyFile, static _ => { });

    /// <summary>Creates a loader for an entry assembly.</summary>
    /// <param name="assemblyFile">The absolute path of the entry assembly.</param>
    /// <param name="configure">Sets what is wanted.</param>
    /// <returns>A loader that the caller disposes.</returns>
    /// <exception cref="ArgumentException"><paramref name="assemblyFile"/> is null, empty or relative.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="configure"/> is null.</exception>
    public static PluginLoader CreateFromAssemblyFile(string assemblyFile, Action<PluginConfig> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var config = new PluginConfig(assemblyFile);
        configure(config);
        return new PluginLoader(config);
    }

    /// <summary>Loads the entry assembly.</summary>
    /// <returns>The assembly; the same one until a reload.</returns>
    /// <exception cref="ObjectDisposedException">The loader was disposed.</exception>
    /// <exception cref="BadImageFormatException">The file is no .NET assembly.</exception>
    public Assembly LoadDefaultAssembly() => LoadAssemblyFromPath(_config.MainAssemblyPath);

    /// <summary>Loads an assembly by name, shared or private as configured.</summary>
    /// <param name="assemblyName">Its name.</param>
    /// <returns>The assembly.</returns>
    /// <exception cref="ObjectDisposedException">The loader was disposed.</exception>
    /// <exception cref="FileNotFoundException">Neither the plugin nor the host has it.</exception>
    public Assembly LoadAssembly(AssemblyName assemblyName) => LiveContext().LoadFromAssemblyName(assemblyName);

    /// <summary>Loads an assembly by name, shared or private as configured.</summary>
    /// <param name="assemblyName">Its name; version, culture and key may follow.</param>
    /// <returns>The assembly.</returns>
    /// <exception cref="ObjectDisposedException">The loader was disposed.</exception>
    /// <exception cref="FileNotFoundException">Neither the plugin nor the host has it.</exception>
    public Assembly LoadAssembly(string assemblyName) => LoadAssembly(new AssemblyName(assemblyName));

    /// <summary>Loads a file into the plugin's context.</summary>
    /// <param name="assemblyPath">The absolute path of an assembly.</param>
    /// <returns>The assembly.</returns>
    /// <exception cref="ObjectDisposedException">The loader was disposed.</exception>
    public Assembly LoadAssemblyFromPath(string assemblyPath) => LiveContext().LoadFromFile(assemblyPath);

    /// <summary>Makes the plugin's context the one in which <see cref="Assembly.Load(string)"/> and its like resolve on this thread.</summary>
    /// <returns>A scope that the caller disposes.</returns>
    public AssemblyLoadContext.ContextualReflectionScope EnterContextualReflection() => _context.EnterContextualReflection();

    /// <summary>
    /// Unloads the present context and builds a new one, which loads the files as they are now; then raises
    /// <see cref="Reloaded"/>. What still refers to the old code keeps it in memory.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The loader was disposed.</exception>
    /// <exception cref="InvalidOperationException">The plugin is not unloadable.</exception>
    public void Reload()
    {
        lock (_gate)
        {
            var old = LiveContext();
            if (!old.IsCollectible)
                throw new InvalidOperationException($"The plugin '{_config.MainAssemblyPath}' cannot be reloaded: it was loaded with IsUnloadable = false. Set IsUnloadable or EnableHotReload.");
            old.Unload();
            _context = _builder.BuildContext();
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        Reloaded?.Invoke(this, new PluginReloadedEventArgs(this));
    }

    /// <summary>
    /// Stops watching files and, if the plugin is unloadable, starts to unload it: its memory is freed once nothing
    /// refers to its code any more, this loader included. A plugin that is not unloadable stays loaded. Can be called
    /// twice.
    /// </summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            _watcher?.Dispose();
            if (_context.IsCollectible)
                _context.Unload();
        }

        GC.SuppressFinalize(this);
    }

    private void ReloadAfterChange()
    {
        if (!_disposed)
            Reload();
    }

    private ManagedLoadContext LiveContext()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _context;
    }
}
