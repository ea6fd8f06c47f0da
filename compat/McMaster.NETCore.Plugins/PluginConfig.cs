using System.Reflection;
using System.Runtime.Loader;

namespace McMaster.NETCore.Plugins;

/// <summary>How one plugin is loaded. Changes made after a <see cref="PluginLoader"/> was built from it have no effect.</summary>
public class PluginConfig
{
    private bool _isUnloadable;
    private bool _loadInMemory;

    /// <summary>Starts a configuration for one plugin.</summary>
    /// <param name="mainAssemblyPath">The absolute path of the plugin's entry assembly.</param>
    /// <exception cref="ArgumentException">The path is null, empty or relative.</exception>
    public PluginConfig(string mainAssemblyPath)
    {
        if (string.IsNullOrEmpty(mainAssemblyPath))
            throw new ArgumentException("The path of the plugin's main assembly is null or empty; pass an absolute path to a .dll.", nameof(mainAssemblyPath));
        if (!Path.IsPathRooted(mainAssemblyPath))
            throw new ArgumentException($"The path of the plugin's main assembly is '{mainAssemblyPath}'; expected an absolute path. Use Path.GetFullPath.", nameof(mainAssemblyPath));
        MainAssemblyPath = mainAssemblyPath;
    }

    /// <summary>The absolute path of the plugin's entry assembly.</summary>
    public string MainAssemblyPath { get; }

    /// <summary>Assemblies that the plugin always loads for itself, even where the host's copy is preferred.</summary>
    public ICollection<AssemblyName> PrivateAssemblies { get; protected set; } = [];

    /// <summary>
    /// Assemblies that come from <see cref="DefaultContext"/> if it can load them, so that their types are the same on
    /// both sides. Unless <see cref="IsLazyLoaded"/>, everything they reference is shared with them.
    /// </summary>
    public ICollection<AssemblyName> SharedAssemblies { get; protected set; } = [];

    /// <summary>Prefers <see cref="DefaultContext"/> for every assembly that is not in <see cref="PrivateAssemblies"/>. Default: false.</summary>
    public bool PreferSharedTypes { get; set; }

    /// <summary>
    /// Adds the references of a shared assembly to the shared ones when it is first used, not while the loader is built.
    /// Default: false.
    /// </summary>
    public bool IsLazyLoaded { get; set; }

    /// <summary>The context that provides what is shared. Default: the one that loaded this library.</summary>
    public AssemblyLoadContext DefaultContext { get; set; } =
        AssemblyLoadContext.GetLoadContext(typeof(PluginConfig).Assembly) ?? AssemblyLoadContext.Default;

    /// <summary>Whether the plugin can be unloaded. Always true with <see cref="EnableHotReload"/>. Default: false.</summary>
    public bool IsUnloadable
    {
        get => _isUnloadable || EnableHotReload;
        set => _isUnloadable = value;
    }

    /// <summary>
    /// Reads assemblies into memory and native libraries through a temporary copy, so that the plugin's files can be
    /// replaced while it runs. <see cref="Assembly.Location"/> is then empty. Always true with
    /// <see cref="EnableHotReload"/>. Default: false.
    /// </summary>
    /// <remarks>
    /// Code in memory has no folder, so a native library is found only if the plugin's <c>.deps.json</c> lists it or the
    /// plugin imports it by its file name (<c>libname.so</c>).
    /// </remarks>
    public bool LoadInMemory
    {
        get => _loadInMemory || EnableHotReload;
        set => _loadInMemory = value;
    }

    /// <summary>Reloads the plugin when a .dll in its folder (not below it) was written. Default: false.</summary>
    public bool EnableHotReload { get; set; }

    /// <summary>How long the plugin's files must be quiet before a hot reload starts. Default: 200 ms.</summary>
    public TimeSpan ReloadDelay { get; set; } = TimeSpan.FromMilliseconds(200);
}
