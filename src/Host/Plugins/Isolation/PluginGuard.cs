using DeferredSeg.Host.Plugins.Processes;
using TorchSharp;

namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>Lets calls into one plugin, and names and quarantines it when one goes wrong.</summary>
/// <param name="plugin">The plugin's id.</param>
/// <param name="limit">How long a call may take in this process; null without a limit.</param>
/// <param name="process">
/// The plugin's own process; null where its code runs in this one. What goes wrong there ends the process and not the plugin, which is quarantined when the
/// same call went wrong <see cref="MostFaults"/> times in a row.
/// </param>
internal sealed class PluginGuard(string plugin, TimeSpan? limit, PluginProcess? process = null) : IDisposable
{
    /// <summary>After so many faults in a row of one call a plugin in its own process is quarantined.</summary>
    public const int MostFaults = 3;

    private (string? Call, int Count) _faults;
    private readonly Lock _gate = new();
    private readonly Lock _elsewhere = new();
    private CallThread? _thread;

    /// <summary>The plugin's id.</summary>
    public string Plugin { get; } = plugin;

    /// <summary>Why the plugin is not called any more; null while it is.</summary>
    public Verdict? Quarantine { get; private set; }

    /// <summary>The call that runs now; null where none does.</summary>
    public string? Running => _thread?.Running;

    /// <summary>Makes a call on the plugin's thread.</summary>
    /// <param name="call">Its name, for messages.</param>
    /// <param name="body">The call into the plugin.</param>
    /// <param name="check">
    /// Throws <see cref="PluginFaultException"/> where the result is not what the contract says; runs on the caller's thread; null accepts all.
    /// </param>
    /// <param name="discard">Frees a result that is not handed on; null where there is nothing to free.</param>
    /// <param name="cancellation">The caller's.</param>
    /// <param name="refusal">Which exceptions are the plugin's good right, and pass as they are.</param>
    /// <param name="makes">Whether it makes something that stays.</param>
    /// <exception cref="PluginCallException">The call went wrong, now or before.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public T Call<T>(
        string call,
        Func<CancellationToken, T> body,
        Action<T>? check = null,
        Action<T>? discard = null,
        CancellationToken cancellation = default,
        Func<Exception, bool>? refusal = null,
        bool makes = false
    )
    {
        if (Quarantine is { } quarantine)
            throw new PluginCallException(
                Plugin,
                call,
                PluginCase.Current,
                $"it was quarantined before: {quarantine.Reason}",
                isElsewhere: process is not null
            );
        T result;
        var about = PluginCase.Current;
        try
        {
            result = process is null ? Thread().Run(call, About, discard, limit, cancellation, makes) : Elsewhere(About, makes, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            if (Running is not null && !Thread().IsCurrent)
                Fault(call, "it went on after it was cancelled; code in this process cannot be stopped.", null);
            throw;
        }
        catch (Exception e) when (refusal?.Invoke(e) == true)
        {
            throw;
        }
        catch (Exception e) when (e is PluginCallException or NotFiniteInputException)
        {
            // Told already, of what this call called in its turn.
            throw;
        }
        catch (Exception e) when (e is CallOverrunException or PluginFaultException)
        {
            throw Fault(call, e.Message, e);
        }
        catch (CallFaultException e)
        {
            throw Fault(e.Call, e.Fault, e);
        }
        catch (Exception e)
        {
            throw Fault(call, $"it threw {(e as ThrownElsewhereException)?.Type ?? e.GetType().Name}: {Sentence(e.Message)}", e);
        }
        try
        {
            check?.Invoke(result);
            if (_faults.Call == call)
                _faults = default;
            return result;
        }
        catch (NotFiniteInputException)
        {
            discard?.Invoke(result);
            throw;
        }
        catch (Exception e)
        {
            // Whatever else its result throws when it is looked at is the plugin's fault as well.
            discard?.Invoke(result);
            throw Fault(call, e is PluginFaultException ? e.Message : $"its result cannot be examined: {Sentence(e.Message)}", e);
        }

        // What the plugin calls in its turn is about the same case.
        T About(CancellationToken stop)
        {
            using var named = about is null ? null : PluginCase.Name(about);
            return body(stop);
        }
    }

    /// <summary>Makes a call that returns nothing.</summary>
    /// <param name="call">Its name, for messages.</param>
    /// <param name="body">The call into the plugin.</param>
    /// <param name="refusal">Which exceptions are the plugin's good right, and pass as they are.</param>
    /// <param name="makes">Whether it makes something that stays.</param>
    /// <exception cref="PluginCallException">The call went wrong, now or before.</exception>
    public void Call(string call, Action body, Func<Exception, bool>? refusal = null, bool makes = false) =>
        Call(
            call,
            _ =>
            {
                body();
                return true;
            },
            refusal: refusal,
            makes: makes
        );

    /// <summary>
    /// Disposes something of the plugin's, on its thread, also in quarantine. What it throws is not worth more than the call that went wrong.
    /// </summary>
    public void Free(IDisposable owned)
    {
        if (_thread?.Running is not null)
            return;
        try
        {
            if (process is not null)
            {
                owned.Dispose();
                return;
            }
            Thread()
                .Run(
                    "Dispose",
                    _ =>
                    {
                        owned.Dispose();
                        return true;
                    },
                    null,
                    limit ?? TimeSpan.FromSeconds(10),
                    CancellationToken.None
                );
        }
        catch (Exception e)
        {
            Quarantine ??= new(PluginState.Quarantined, $"Dispose threw {e.GetType().Name}: {Sentence(e.Message)}");
        }
    }

    /// <summary>Does not let any more calls in; or ends the plugin's own process, and lets calls into a fresh one until it was too often.</summary>
    public PluginCallException Fault(string call, string fault, Exception? cause)
    {
        var about = PluginCase.Current;
        _faults = (call, _faults.Call == call ? _faults.Count + 1 : 1);
        var goesOn = process is not null && _faults.Count < MostFaults;
        if (!goesOn)
            Quarantine ??= new(
                PluginState.Quarantined,
                $"{call}{(about is null ? "" : $", case {about}")}: {fault}{(process is null ? "" : " That was the third time in a row.")}"
            );
        process?.End(goesOn);
        return new(Plugin, call, about, fault, cause, goesOn, process is not null);
    }

    /// <summary>Ends the plugin's thread.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _thread?.Dispose();
        }
    }

    // The plugin's thread is in its process, and so is what it could leave on a thread: here nothing but waiting is done.
    private T Elsewhere<T>(Func<CancellationToken, T> body, bool makes, CancellationToken cancellation)
    {
        lock (_elsewhere)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = makes ? null : torch.NewDisposeScope();
            return body(cancellation);
        }
    }

    private CallThread Thread()
    {
        lock (_gate)
        {
            return _thread ??= new(Plugin);
        }
    }

    private static string Sentence(string message)
    {
        var line = message.ReplaceLineEndings(" ").Trim();
        return line.Length == 0 ? "no message."
            : line[^1] is '.' or '!' or '?' ? line
            : line + ".";
    }
}
