using System.Runtime.CompilerServices;
using DeferredSeg.Host.Plugins.Isolation;
using DeferredSeg.Host.Plugins.Loading;
using DeferredSeg.Host.Plugins.Manifests;
using DeferredSeg.Host.Plugins.Processes;
using DeferredSeg.Host.Plugins.Unloading;

namespace DeferredSeg.Host.Plugins;

/// <summary>A plugin that was found, and how far it has come.</summary>
public sealed class Plugin
{
    private readonly TimeSpan? _limit;
    private readonly List<WeakReference<IDisposable>> _made = [];
    private Verdict? _verdict;
    private PluginState _state;
    private LoadedPlugin? _loaded;
    private PluginGuard? _guard;
    private PluginProcess? _process;

    internal Plugin(string folder, TimeSpan? limit, Verdict? verdict, PluginManifest? manifest, IReadOnlyList<Verdict> problems)
    {
        Folder = folder;
        Manifest = manifest;
        Problems = problems;
        _limit = limit;
        _verdict = verdict ?? (problems.Count > 0 ? problems[0] : null);
        _state = _verdict?.State ?? PluginState.Found;
    }

    /// <summary>Its id: the name of its folder.</summary>
    public string Id => Path.GetFileName(Folder);

    /// <summary>Its id for people: whoever names a folder can put into it what moves a terminal's cursor.</summary>
    public string ShownId => ShownText.Of(Id);

    /// <summary>Its folder.</summary>
    public string Folder { get; }

    /// <summary>Its description; null where that cannot be read.</summary>
    public PluginManifest? Manifest { get; }

    /// <summary>All reasons against it that its files gave, the gravest first.</summary>
    public IReadOnlyList<Verdict> Problems { get; }

    /// <summary>How far it has come.</summary>
    public PluginState State => _state == PluginState.Loaded && _guard?.Quarantine is not null ? PluginState.Quarantined : _state;

    /// <summary>Why it is in its state; null where that needs no reason.</summary>
    public Verdict? Verdict => State == PluginState.Quarantined ? _guard!.Quarantine : _verdict;

    /// <summary>Its own process; null where its code runs in this one, in assemblies of its own.</summary>
    internal PluginProcess? Process => _process;

    /// <summary>The assemblies of its context, for the doctor; none where it is not loaded.</summary>
    public IReadOnlyList<(string Name, string Path)> Assemblies =>
        _loaded is null ? [] : [.. _loaded.Context.Assemblies.Select(assembly => (assembly.GetName().ToString(), assembly.Location))];

    /// <summary>Loads and registers it, if it may be and is not yet.</summary>
    /// <exception cref="PluginException">It may not be loaded, or could not be; the message says why and how to mend it.</exception>
    public void Load()
    {
        if (State is PluginState.Loaded)
            return;
        if (State is not (PluginState.Found or PluginState.Unloaded))
            throw Refusal();
        if (_process is not null)
        {
            LoadElsewhere(_process);
            return;
        }
        var guard = new PluginGuard(Id, _limit);
        try
        {
            _loaded = guard.Call("Register", _ => LoadedPlugin.Load(Folder, Manifest!), discard: static loaded => loaded.Dispose());
            (_guard, _state, _verdict) = (guard, PluginState.Loaded, null);
        }
        catch (PluginCallException e)
        {
            guard.Dispose();
            _verdict = (e.InnerException as PluginLoadException)?.Verdict ?? new(PluginState.Failed, e.Fault);
            _state = _verdict.State;
            throw Refusal(e);
        }
    }

    /// <summary>Loads it if it may be loaded; a failure is its state and reason, and nobody else's.</summary>
    public void TryLoad()
    {
        if (State != PluginState.Found)
            return;
        try
        {
            Load();
        }
        catch (PluginException)
        {
            // The state and its reason say it.
        }
    }

    /// <summary>Disposes everything that it made, unloads its code, and proves that it is gone.</summary>
    /// <returns>The state afterwards: unloaded, or unload-blocked with the likely holder as the reason.</returns>
    public PluginState Unload()
    {
        if (_process is not null && _guard is not null)
            Close();
        if (_loaded is null)
            return State;
        var running = _guard!.Running;
        var context = Release();
        var gone = UnloadProof.IsGone(context);
        (_state, _verdict) = gone
            ? (PluginState.Unloaded, null)
            : (
                PluginState.UnloadBlocked,
                new Verdict(
                    PluginState.UnloadBlocked,
                    UnloadProof.DescribeHolders(context, Id, running),
                    "Until the program ends its code stays in memory; nothing else is affected."
                )
            );
        return _state;
    }

    /// <summary>Disposes everything that it made and unloads its code, without proof.</summary>
    internal void Close()
    {
        if (_process is not null)
        {
            Free();
            _guard?.Dispose();
            _process.Dispose();
            if (_guard is not null)
                _state = PluginState.Unloaded;
            _guard = null;
        }
        if (_loaded is null)
            return;
        Release();
        _state = PluginState.Unloaded;
    }

    /// <summary>Gives it a process of its own, started when something of it is first needed.</summary>
    internal void Isolate(PluginProcess process) => _process = process;

    /// <summary>Makes something in its own process. What is made is freed with the plugin.</summary>
    internal T MakeElsewhere<T>(Func<PluginProcess, PluginGuard, T> make)
        where T : class, IDisposable
    {
        if (State is not (PluginState.Found or PluginState.Loaded or PluginState.Unloaded))
            throw Refusal();
        _guard ??= new PluginGuard(Id, null, _process);
        _state = PluginState.Loaded;
        return Keep(make(_process!, _guard));
    }

    /// <summary>Uses its factories on its own thread. What is made is freed with the plugin.</summary>
    internal T Make<T>(string call, Func<PluginFactories, PluginGuard, T> make)
        where T : class, IDisposable
    {
        Load();
        var made = make(_loaded!.Factories, _guard!);
        try
        {
            _loaded.CheckContext();
        }
        catch (PluginLoadException e)
        {
            made.Dispose();
            throw _guard!.Fault(call, e.Verdict.ToString(), e);
        }
        return Keep(made);
    }

    /// <summary>Why it cannot be used.</summary>
    internal PluginException Refusal(Exception? cause = null) => new($"Plugin {ShownId} is {PluginStateText.Of(State)}: {Verdict}", cause);

    private T Keep<T>(T made)
        where T : class, IDisposable
    {
        _made.RemoveAll(reference => !reference.TryGetTarget(out _));
        _made.Add(new(made));
        return made;
    }

    private void LoadElsewhere(PluginProcess process)
    {
        var guard = new PluginGuard(Id, null, process);
        try
        {
            guard.Call("Register", () => process.Load(Folder), refusal: static e => e is PluginException);
            (_guard, _state, _verdict) = (guard, PluginState.Loaded, null);
        }
        catch (PluginException e)
        {
            guard.Dispose();
            process.End(goesOn: false);
            _verdict = new(PluginState.Failed, (e as PluginCallException)?.Fault ?? e.Message);
            _state = _verdict.State;
            throw Refusal(e);
        }
    }

    private void Free()
    {
        foreach (var reference in _made)
        {
            if (reference.TryGetTarget(out var made))
                made.Dispose();
        }
        _made.Clear();
    }

    /// <summary>Lets go of everything here, so that nothing on the caller's stack holds the code while its end is proven.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Release()
    {
        Free();
        var context = new WeakReference(_loaded!.Context, trackResurrection: true);
        _guard!.Free(_loaded);
        _guard.Dispose();
        (_loaded, _guard) = (null, null);
        return context;
    }
}

/// <summary>A plugin is missing, was refused or failed. The message names it and says how to mend it.</summary>
public class PluginException(string message, Exception? cause = null) : Exception(message, cause);
