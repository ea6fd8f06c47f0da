using System.Reflection;
using System.Runtime.Loader;

namespace McMaster.NETCore.Plugins.Loader;

/// <summary>The context of one plugin: which of its assemblies are the host's and where the others are found.</summary>
internal sealed class ManagedLoadContext : AssemblyLoadContext
{
    private readonly LoadContextSettings _settings;
    private readonly AssemblyDependencyResolver _resolver;
    private readonly NativeShadowCopy? _shadowCopy;
    private readonly string[] _folders;
    private readonly string[] _resourceFolders;

    public ManagedLoadContext(LoadContextSettings settings)
        : base(Path.GetFileNameWithoutExtension(settings.MainAssemblyPath), settings.IsCollectible)
    {
        _settings = settings;
        _resolver = new AssemblyDependencyResolver(settings.MainAssemblyPath);
        var folder = Path.GetDirectoryName(settings.MainAssemblyPath)!;
        _folders = [folder, .. settings.ProbingPaths];
        _resourceFolders = [folder, .. settings.ResourceProbingPaths];
        if (settings.ShadowCopyNativeLibraries)
        {
            _shadowCopy = new NativeShadowCopy();
            Unloading += static context => ((ManagedLoadContext)context)._shadowCopy!.Dispose();
        }
    }

    public Assembly LoadFromFile(string path)
    {
        if (!_settings.LoadInMemory)
            return LoadFromAssemblyPath(path);

        using var image = File.OpenRead(path);
        var symbolsPath = Path.ChangeExtension(path, ".pdb");
        if (!File.Exists(symbolsPath))
            return LoadFromStream(image);
        using var symbols = File.OpenRead(symbolsPath);
        return LoadFromStream(image, symbols);
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name is not { } name)
            return null;
        if (IsShared(name) && LoadShared(assemblyName) is { } shared)
            return shared;
        return FindFile(assemblyName, name) is { } path ? LoadFromFile(path) : null;
    }

    protected override IntPtr LoadUnmanagedDll(string unmanagedDllName)
    {
        var path = _resolver.ResolveUnmanagedDllToPath(unmanagedDllName);
        if (!File.Exists(path))
            path = NativeFileNames.Candidates(unmanagedDllName, _folders).FirstOrDefault(File.Exists);
        if (path is null)
            return IntPtr.Zero;
        return LoadUnmanagedDllFromPath(_shadowCopy?.Of(path) ?? Path.GetFullPath(path));
    }

    private bool IsShared(string name)
    {
        if (_settings.Private.Contains(name))
            return false;
        if (_settings.PreferDefaultContext)
            return true;
        lock (_settings.Shared)
            return _settings.Shared.Contains(name);
    }

    private Assembly? LoadShared(AssemblyName assemblyName)
    {
        Assembly assembly;
        try
        {
            assembly = _settings.DefaultContext.LoadFromAssemblyName(assemblyName);
        }
        catch (Exception)
        {
            // The package that this stands in for is silent here as well, and falls back to the plugin's own copy.
            return null;
        }

        if (_settings.IsLazyLoaded)
        {
            lock (_settings.Shared)
                _settings.Shared.UnionWith(assembly.GetReferencedAssemblies().Select(reference => reference.Name).OfType<string>());
        }

        return assembly;
    }

    private string? FindFile(AssemblyName assemblyName, string name)
    {
        if (_resolver.ResolveAssemblyToPath(assemblyName) is { } resolved && File.Exists(resolved))
            return resolved;

        var file = name + ".dll";
        var candidates = assemblyName.CultureName is { Length: > 0 } culture and not "neutral"
            ? _resourceFolders.Select(folder => Path.Combine(folder, culture, file))
            : _folders.Select(folder => Path.Combine(folder, file));
        return candidates.FirstOrDefault(File.Exists);
    }
}
