using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using TorchSharp;

namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>
/// The one thread on which a plugin's code runs. What code leaves on its thread (an open dispose scope, gradients switched off, thread
/// statics) stays there; a call that does not return leaves the host's thread free; and the thread ends with the plugin.
/// </summary>
internal sealed class CallThread : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    private readonly BlockingCollection<Action> _queue = [];
    private readonly Thread _thread;
    private volatile string? _running;

    public CallThread(string plugin)
    {
        // Threads that the plugin starts inherit the name, by which an unload that fails finds them.
        _thread = new Thread(Work) { IsBackground = true, Name = plugin };
        _thread.Start();
    }

    /// <summary>Whether the caller's thread is this one: a plugin calls, through the host, something else that it brings itself.</summary>
    public bool IsCurrent => Thread.CurrentThread == _thread;

    /// <summary>The call that runs now; null where none does.</summary>
    public string? Running => _running;

    /// <summary>Runs a call in the caller's gradient mode and waits for it.</summary>
    /// <param name="name">The call.</param>
    /// <param name="body">The call; is given a token that is cancelled with the caller's and when the time is over.</param>
    /// <param name="discard">Frees a result that came too late; null where there is nothing to free.</param>
    /// <param name="limit">How long it may take; null without a limit.</param>
    /// <param name="cancellation">The caller's.</param>
    /// <param name="makes">
    /// Whether it makes something that stays, such as a network: then no dispose scope is around it, whose end would free weights and buffers.
    /// </param>
    /// <exception cref="CallOverrunException">It took longer than its limit.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled, and the call ended or did not end soon.</exception>
    public T Run<T>(string name, Func<CancellationToken, T> body, Action<T>? discard, TimeSpan? limit, CancellationToken cancellation, bool makes = false)
    {
        cancellation.ThrowIfCancellationRequested();
        // It would wait for itself; the limit of the call that it is a part of holds.
        if (IsCurrent)
            return InModes(body, torch.is_grad_enabled(), torch.is_inference_mode_enabled(), makes, cancellation);
        // Disposed by whoever is last: an abandoned call still reads its token.
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var gradients = torch.is_grad_enabled();
        var inference = torch.is_inference_mode_enabled();
        var call = new PendingCall<T>(discard);
        _queue.Add(
            () =>
            {
                _running = name;
                try
                {
                    call.Complete(() => InModes(body, gradients, inference, makes, stop.Token));
                }
                finally
                {
                    _running = null;
                    stop.Dispose();
                }
            },
            CancellationToken.None
        );

        if (!call.Wait(limit, cancellation))
        {
            Cancel(stop);
            call.Wait(_patience, CancellationToken.None);
            call.Abandon();
            cancellation.ThrowIfCancellationRequested();
            throw new CallOverrunException(limit!.Value, stillRunning: !call.IsDone);
        }
        return call.Result();
    }

    /// <summary>Ends the thread once it is idle.</summary>
    /// <returns>False where a call still runs; the thread ends when it returns.</returns>
    public bool End()
    {
        _queue.CompleteAdding();
        return _thread.Join(_patience);
    }

    public void Dispose()
    {
        if (End())
            _queue.Dispose();
    }

    private static void Cancel(CancellationTokenSource stop)
    {
        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended in this very moment.
        }
    }

    private static T InModes<T>(Func<CancellationToken, T> body, bool gradients, bool inference, bool makes, CancellationToken stop)
    {
        using var inferenceMode = inference ? torch.inference_mode() : null;
        using var gradientMode = torch.set_grad_enabled(gradients);
        using var scope = makes ? null : torch.NewDisposeScope();
        return body(stop);
    }

    private void Work()
    {
        foreach (var call in _queue.GetConsumingEnumerable())
            call();
    }
}

/// <summary>The result of a call on another thread, which may come after nobody waits for it any more.</summary>
internal sealed class PendingCall<T>(Action<T>? discard)
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
                    discard?.Invoke(value);
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
                discard?.Invoke(_value!);
        }
    }

    public T Result()
    {
        if (_error is not null)
            ExceptionDispatchInfo.Throw(_error);
        return _value!;
    }
}

/// <summary>A call took longer than it may.</summary>
internal sealed class CallOverrunException(TimeSpan limit, bool stillRunning)
    : Exception(
        FormattableString.Invariant($"it took longer than its limit of {limit.TotalSeconds:0.###} s")
            + (stillRunning ? " and still runs; code in this process cannot be stopped." : " and ended when it was cancelled.")
    );
