namespace DeferredSeg.Host.Plugins.Processes;

/// <summary>
/// One process that was started and belongs to no plugin yet, with libtorch loaded: when a plugin's process ends, the next call need not wait for a start.
/// </summary>
internal sealed class SpareProcess : IDisposable
{
    private readonly Lock _gate = new();
    private Task<ChildProcess>? _spare;
    private bool _disposed;

    /// <summary>Starts one in the background where none is there.</summary>
    public void Prepare()
    {
        lock (_gate)
        {
            if (!_disposed)
                _spare ??= Task.Run(Start);
        }
    }

    /// <summary>A process that is ready, the caller's.</summary>
    /// <exception cref="PluginException">None can be started.</exception>
    public ChildProcess Take()
    {
        Task<ChildProcess>? spare;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            (spare, _spare) = (_spare, null);
        }
        var child = spare?.GetAwaiter().GetResult();
        // Somebody may have ended it while it waited.
        if (child is { HasEnded: true })
        {
            child.Dispose();
            child = null;
        }
        return child ?? Start();
    }

    public void Dispose()
    {
        Task<ChildProcess>? spare;
        lock (_gate)
        {
            _disposed = true;
            (spare, _spare) = (_spare, null);
        }
        try
        {
            spare?.GetAwaiter().GetResult().Dispose();
        }
        catch (PluginException)
        {
            // It never was.
        }
    }

    private static ChildProcess Start()
    {
        var child = ChildProcess.Start();
        child.AwaitReady();
        return child;
    }
}
