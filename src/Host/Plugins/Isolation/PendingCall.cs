using System.Runtime.ExceptionServices;

namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>The result of a call on another thread, which may come after nobody waits for it any more.</summary>
internal sealed class PendingCall<T>(Action<T> discard)
{
    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _done = new();
    private T? _value;
    private Exception? _error;
    private bool _abandoned;

    public bool IsDone => _done.IsSet;

    public void Complete(Func<T> body)
    {
        try
        {
            var value = body();
            lock (_gate)
            {
                if (_abandoned)
                    discard(value);
                else
                    _value = value;
            }
        }
        catch (Exception e)
        {
            _error = e;
        }
        _done.Set();
    }

    /// <summary>Waits for the end; false where the time is over or the caller cancelled.</summary>
    public bool Wait(TimeSpan? limit, CancellationToken cancellation)
    {
        try
        {
            return _done.Wait(limit ?? Timeout.InfiniteTimeSpan, cancellation);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Abandon()
    {
        lock (_gate)
        {
            if (_abandoned)
                return;
            _abandoned = true;
            if (_done.IsSet && _error is null)
                discard(_value!);
        }
    }

    public T Result()
    {
        if (_error is not null)
            ExceptionDispatchInfo.Throw(_error);
        return _value!;
    }
}
