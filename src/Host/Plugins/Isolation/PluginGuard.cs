using DeferredSeg.Host.Plugins.States;

namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>Lets calls into one plugin, and names and quarantines it when one goes wrong.</summary>
internal sealed class PluginGuard(string plugin, TimeSpan? limit) : IDisposable
{
    private readonly Lock _gate = new();
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
    /// <param name="check">Throws <see cref="PluginFaultException"/> where the result is not what the contract says; runs on the caller's thread.</param>
    /// <param name="discard">Frees a result that is not handed on.</param>
    /// <param name="cancellation">The caller's.</param>
    /// <param name="refusal">Which exceptions are the plugin's good right, and pass as they are.</param>
    /// <param name="makes">Whether it makes something that stays.</param>
    /// <exception cref="PluginCallException">The call went wrong, now or before.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public T Call<T>(
        string call,
        Func<CancellationToken, T> body,
        Action<T> check,
        Action<T> discard,
        CancellationToken cancellation = default,
        Func<Exception, bool>? refusal = null,
        bool makes = false
    )
    {
        if (Quarantine is { } quarantine)
            throw new PluginCallException(Plugin, call, PluginCase.Current, $"it was quarantined before: {quarantine.Reason}");
        T result;
        try
        {
            result = Thread().Run(call, body, discard, limit, cancellation, makes);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            if (Running is not null)
                Fault(call, "it went on after it was cancelled; code in this process cannot be stopped.", null);
            throw;
        }
        catch (Exception e) when (refusal?.Invoke(e) == true)
        {
            throw;
        }
        catch (CallOverrunException e)
        {
            throw Fault(call, e.Message, e);
        }
        catch (Exception e)
        {
            throw Fault(call, $"it threw {e.GetType().Name}: {Sentence(e.Message)}", e);
        }
        try
        {
            check(result);
            return result;
        }
        catch (NotFiniteInputException)
        {
            discard(result);
            throw;
        }
        catch (Exception e)
        {
            // Whatever else its result throws when it is looked at is the plugin's fault as well.
            discard(result);
            throw Fault(call, e is PluginFaultException ? e.Message : $"its result cannot be examined: {Sentence(e.Message)}", e);
        }
    }

    /// <summary>Makes a call that returns nothing.</summary>
    /// <param name="call">Its name, for messages.</param>
    /// <param name="body">The call into the plugin.</param>
    /// <param name="makes">Whether it makes something that stays.</param>
    /// <exception cref="PluginCallException">The call went wrong, now or before.</exception>
    public void Call(string call, Action body, bool makes = false) =>
        Call(
            call,
            _ =>
            {
                body();
                return true;
            },
            static _ => { },
            static _ => { },
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
            Thread()
                .Run(
                    "Dispose",
                    _ =>
                    {
                        owned.Dispose();
                        return true;
                    },
                    static _ => { },
                    limit ?? TimeSpan.FromSeconds(10),
                    CancellationToken.None
                );
        }
        catch (Exception e)
        {
            Quarantine ??= new(PluginState.Quarantined, $"Dispose threw {e.GetType().Name}: {Sentence(e.Message)}");
        }
    }

    /// <summary>Does not let any more calls in.</summary>
    public PluginCallException Fault(string call, string fault, Exception? cause)
    {
        var about = PluginCase.Current;
        Quarantine ??= new(PluginState.Quarantined, $"{call}{(about is null ? "" : $", case {about}")}: {fault}");
        return new(Plugin, call, about, fault, cause);
    }

    /// <summary>Ends the plugin's thread.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _thread?.Dispose();
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
