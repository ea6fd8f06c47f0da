namespace McMaster.NETCore.Plugins.HotReload;

/// <summary>Calls back once the assemblies of a plugin's folder were written and then stayed quiet for a while.</summary>
internal sealed class PluginFileWatcher : IDisposable
{
    private readonly FileSystemWatcher _watcher;
    private readonly TimeSpan _quiet;
    private readonly Action _changed;
    private CancellationTokenSource _pending = new();

    /// <summary>Starts to watch.</summary>
    /// <param name="mainAssemblyPath">A file in the folder to watch.</param>
    /// <param name="quiet">How long nothing may happen before the call.</param>
    /// <param name="changed">Runs on a thread of the thread pool; what it throws ends in its own task.</param>
    public PluginFileWatcher(string mainAssemblyPath, TimeSpan quiet, Action changed)
    {
        _quiet = quiet;
        _changed = changed;
        _watcher = new FileSystemWatcher(Path.GetDirectoryName(mainAssemblyPath)!, "*.dll")
        {
            NotifyFilter = NotifyFilters.LastWrite,
        };
        _watcher.Changed += (_, _) => Postpone();
        _watcher.EnableRaisingEvents = true;
    }

    public void Dispose()
    {
        _watcher.Dispose();
        Volatile.Read(ref _pending).Cancel();
    }

    private void Postpone()
    {
        var next = new CancellationTokenSource();
        Interlocked.Exchange(ref _pending, next).Cancel();
        Task.Delay(_quiet, next.Token).ContinueWith(
            _ => _changed(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }
}
