using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using DeferredSeg.Abstractions.Plugins;

namespace DeferredSeg.PluginKit.Subjects;

/// <summary>A plugin in its folder, loaded in a collectible context of its own, so that unloading can be proven.</summary>
public sealed class FolderSubject : IPluginSubject
{
    private readonly string _entry;
    private readonly PluginEnvironment _environment;
    private FolderContext? _context;
    private FactoryRegistration? _registration;
    private bool _unloaded;

    /// <summary>Reads the manifest of a folder; loads no code yet.</summary>
    /// <param name="folder">The folder with <c>plugin.json</c> and the entry.</param>
    /// <param name="options">The options with which contributions are checked, by id; null or missing for the plugin's defaults.</param>
    /// <exception cref="ArgumentException">There is no manifest, or it cannot be understood.</exception>
    public FolderSubject(string folder, IReadOnlyDictionary<string, IConfiguration>? options = null)
    {
        var path = Path.GetFullPath(folder);
        var manifest = PluginJson.Read(Path.Combine(path, "plugin.json"), options);
        _entry = Path.Combine(path, manifest.Entry);
        _environment = new(manifest.Id, manifest.Version, path);
        Declared = manifest.Contributions;
    }

    /// <inheritdoc/>
    public string Id => _environment.Id;

    /// <inheritdoc/>
    public IReadOnlyList<DeclaredContribution> Declared { get; }

    /// <inheritdoc/>
    public IReadOnlyList<RegisteredFactory> Registered => Loaded().Registered();

    /// <inheritdoc/>
    public IReadOnlyList<string> EntryClasses => [.. LoadEntry().Select(type => type.FullName ?? type.Name)];

    /// <inheritdoc/>
    public IBackboneFactory Backbone(string id) => Loaded().Find<IBackboneFactory>(CheckKind.Backbone, id);

    /// <inheritdoc/>
    public IBackboneWrapperFactory Wrapper(string id) => Loaded().Find<IBackboneWrapperFactory>(CheckKind.Wrapper, id);

    /// <inheritdoc/>
    public IHeadFactory Head(string id) => Loaded().Find<IHeadFactory>(CheckKind.Head, id);

    /// <inheritdoc/>
    public IExpertSourceFactory ExpertSource(string id) => Loaded().Find<IExpertSourceFactory>(CheckKind.Expert, id);

    /// <inheritdoc/>
    public UnloadResult Unload(int collections)
    {
        var timers = Timer.ActiveCount;
        var gone = Release();
        for (var i = 0; i < collections && gone.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        if (!gone.IsAlive)
            return new(CheckOutcome.Passed, null);
        var hint = timers > 0 ? $"; {timers} timers are active in the process, perhaps one of the plugin's" : "";
        return new(CheckOutcome.Failed, $"its assembly is still there after {collections} collections{hint}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_unloaded)
            Release();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Release()
    {
        var gone = new WeakReference(_context, trackResurrection: true);
        _unloaded = true;
        _registration?.Dispose();
        _registration = null;
        _context?.Unload();
        _context = null;
        return gone;
    }

    private FactoryRegistration Loaded()
    {
        if (_registration is not null)
            return _registration;
        var types = LoadEntry();
        if (types.Count != 1)
            throw new ArgumentException($"{_entry} has {types.Count} public classes that implement {nameof(IPlugin)}; a plugin has exactly one.");
        return _registration = FactoryRegistration.Of((IPlugin)Activator.CreateInstance(types[0])!, _environment);
    }

    private IReadOnlyList<Type> LoadEntry()
    {
        ObjectDisposedException.ThrowIf(_unloaded, this);
        if (!File.Exists(_entry))
            throw new ArgumentException($"{_entry} is not there; \"entry\" in plugin.json names it. Build the plugin into its folder.");
        _context ??= new(_entry);
        return FactoryRegistration.EntryClasses(_context.LoadFromAssemblyPath(_entry));
    }
}

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
