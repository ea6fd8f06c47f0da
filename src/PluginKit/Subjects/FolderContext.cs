using System.Reflection;
using System.Runtime.Loader;
using DeferredSeg.Abstractions.Plugins;

namespace DeferredSeg.PluginKit.Subjects;

/// <summary>
/// A collectible context for one plugin. Contract, TorchSharp and the configuration abstractions are the caller's; everything else is the plugin's own.
/// </summary>
internal sealed class FolderContext(string entry) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(entry), isCollectible: true)
{
    private static readonly Assembly[] _shared = [typeof(IPlugin).Assembly, typeof(torch).Assembly, typeof(IConfiguration).Assembly];

    private readonly AssemblyDependencyResolver _resolver = new(entry);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (Array.Find(_shared, assembly => assembly.GetName().Name == assemblyName.Name) is { } shared)
            return shared;
        if (IsShared(assemblyName.Name))
            return null;
        return _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    private static bool IsShared(string? name) =>
        name == "Microsoft.Extensions.Primitives"
        || (name is not null && name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) && name.EndsWith(".Abstractions", StringComparison.Ordinal));
}
