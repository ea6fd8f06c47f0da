using System.Reflection;
using System.Runtime.Loader;

namespace McMaster.NETCore.Plugins.Loader;

/// <summary>Builds the contexts that <see cref="PluginLoader"/> loads plugins into. Can build any number of them.</summary>
public class AssemblyLoadContextBuilder
{
    private readonly HashSet<string> _shared = new(StringComparer.Ordinal);
    private readonly HashSet<string> _private = new(StringComparer.Ordinal);
    private readonly List<string> _probingPaths = [];
    private readonly List<string> _resourceProbingPaths = [];
    private AssemblyLoadContext _defaultContext =
        AssemblyLoadContext.GetLoadContext(typeof(AssemblyLoadContextBuilder).Assembly) ?? AssemblyLoadContext.Default;

    private string? _mainAssemblyPath;
    private bool _preferDefaultContext;
    private bool _isLazyLoaded;
    private bool _isCollectible;
    private bool _loadInMemory;
    private bool _shadowCopyNativeLibraries;

    /// <summary>Builds a context from what was set so far.</summary>
    /// <returns>A new context; the caller unloads it.</returns>
    /// <exception cref="InvalidOperationException"><see cref="SetMainAssemblyPath"/> was not called, or the file is missing.</exception>
    public AssemblyLoadContext Build() => BuildContext();

    /// <summary>Sets the entry assembly; its folder is searched first.</summary>
    /// <param name="path">An absolute path.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The path is null, empty or relative.</exception>
    public AssemblyLoadContextBuilder SetMainAssemblyPath(string path)
    {
        _mainAssemblyPath = Absolute(path, nameof(path));
        return this;
    }

    /// <summary>Sets the context that provides what is shared.</summary>
    /// <param name="context">The context.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="context"/> is null.</exception>
    public AssemblyLoadContextBuilder SetDefaultContext(AssemblyLoadContext context)
    {
        _defaultContext = context ?? throw new ArgumentException("The default context is null; pass AssemblyLoadContext.Default.", nameof(context));
        return this;
    }

    /// <summary>Keeps an assembly private to the built contexts, even where the default context is preferred.</summary>
    /// <param name="assemblyName">Its name; only the simple name counts.</param>
    /// <returns>This builder.</returns>
    public AssemblyLoadContextBuilder PreferLoadContextAssembly(AssemblyName assemblyName)
    {
        if (assemblyName.Name is { } name)
            _private.Add(name);
        return this;
    }

    /// <summary>
    /// Shares an assembly with the default context. Unless loading lazily it is loaded there at once, and all that it
    /// references, directly or not, is shared too.
    /// </summary>
    /// <param name="assemblyName">Its name; only the simple name counts once it is shared.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="FileNotFoundException">The default context cannot load the assembly or one that it references.</exception>
    public AssemblyLoadContextBuilder PreferDefaultLoadContextAssembly(AssemblyName assemblyName)
    {
        var names = new Queue<AssemblyName>([assemblyName]);
        while (names.TryDequeue(out var name))
        {
            if (name.Name is not { } simpleName || !_shared.Add(simpleName) || _isLazyLoaded)
                continue;
            foreach (var reference in _defaultContext.LoadFromAssemblyName(name).GetReferencedAssemblies())
                names.Enqueue(reference);
        }

        return this;
    }

    /// <summary>Prefers the default context for every assembly that is not kept private.</summary>
    /// <param name="preferDefaultLoadContext">Whether to.</param>
    /// <returns>This builder.</returns>
    public AssemblyLoadContextBuilder PreferDefaultLoadContext(bool preferDefaultLoadContext)
    {
        _preferDefaultContext = preferDefaultLoadContext;
        return this;
    }

    /// <summary>Finds the references of shared assemblies when these are used, not when they are named. Call it first.</summary>
    /// <param name="isLazyLoaded">Whether to.</param>
    /// <returns>This builder.</returns>
    public AssemblyLoadContextBuilder IsLazyLoaded(bool isLazyLoaded)
    {
        _isLazyLoaded = isLazyLoaded;
        return this;
    }

    /// <summary>Adds a folder that is searched for assemblies and native libraries after the plugin's own.</summary>
    /// <param name="path">An absolute path.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The path is null, empty or relative.</exception>
    public AssemblyLoadContextBuilder AddProbingPath(string path)
    {
        _probingPaths.Add(Absolute(path, nameof(path)));
        return this;
    }

    /// <summary>Adds a folder whose folders of cultures are searched for satellite assemblies.</summary>
    /// <param name="path">An absolute path.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The path is null, empty or relative.</exception>
    public AssemblyLoadContextBuilder AddResourceProbingPath(string path)
    {
        _resourceProbingPaths.Add(Absolute(path, nameof(path)));
        return this;
    }

    /// <summary>Makes the built contexts unloadable.</summary>
    /// <returns>This builder.</returns>
    public AssemblyLoadContextBuilder EnableUnloading()
    {
        _isCollectible = true;
        return this;
    }

    /// <summary>Reads assemblies into memory, so that no file stays open.</summary>
    /// <returns>This builder.</returns>
    public AssemblyLoadContextBuilder PreloadAssembliesIntoMemory()
    {
        _loadInMemory = true;
        return this;
    }

    /// <summary>Loads native libraries from a temporary copy, which goes when the context is unloaded.</summary>
    /// <returns>This builder.</returns>
    public AssemblyLoadContextBuilder ShadowCopyNativeLibraries()
    {
        _shadowCopyNativeLibraries = true;
        return this;
    }

    internal static AssemblyLoadContextBuilder From(PluginConfig config)
    {
        var builder = new AssemblyLoadContextBuilder()
            .SetMainAssemblyPath(config.MainAssemblyPath)
            .SetDefaultContext(config.DefaultContext)
            .PreferDefaultLoadContext(config.PreferSharedTypes)
            .IsLazyLoaded(config.IsLazyLoaded);
        foreach (var name in config.PrivateAssemblies)
            builder.PreferLoadContextAssembly(name);
        if (config.IsUnloadable)
            builder.EnableUnloading();
        if (config.LoadInMemory)
            builder.PreloadAssembliesIntoMemory().ShadowCopyNativeLibraries();
        foreach (var name in config.SharedAssemblies)
            builder.PreferDefaultLoadContextAssembly(name);
        return builder;
    }

    internal ManagedLoadContext BuildContext() => new(new LoadContextSettings
    {
        MainAssemblyPath = _mainAssemblyPath ?? throw new InvalidOperationException($"No main assembly is set; call {nameof(SetMainAssemblyPath)} before {nameof(Build)}."),
        DefaultContext = _defaultContext,
        PreferDefaultContext = _preferDefaultContext,
        Shared = new HashSet<string>(_shared, StringComparer.Ordinal),
        Private = new HashSet<string>(_private, StringComparer.Ordinal),
        ProbingPaths = [.. _probingPaths],
        ResourceProbingPaths = [.. _resourceProbingPaths],
        IsLazyLoaded = _isLazyLoaded,
        IsCollectible = _isCollectible,
        LoadInMemory = _loadInMemory,
        ShadowCopyNativeLibraries = _shadowCopyNativeLibraries,
    });

    private static string Absolute(string path, string parameter)
    {
        if (string.IsNullOrEmpty(path))
            throw new ArgumentException("The path is null or empty; pass an absolute path.", parameter);
        if (!Path.IsPathRooted(path))
            throw new ArgumentException($"The path is '{path}'; expected an absolute path.", parameter);
        return path;
    }
}
