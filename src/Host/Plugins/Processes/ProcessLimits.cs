using System.Diagnostics;
using DeferredSeg.Host.Plugins.Isolation;

namespace DeferredSeg.Host.Plugins.Processes;

/// <summary>How far a plugin's process may go.</summary>
/// <param name="Time">How long a call may take.</param>
/// <param name="Memory">How much memory of its own the process may have, in bytes.</param>
internal sealed record ProcessLimits(TimeSpan Time, long Memory)
{
    /// <summary>The time where a configuration names none, in seconds.</summary>
    public const double DefaultSeconds = 600;

    /// <summary>The limits of settings.</summary>
    /// <param name="time">How long; null: ten minutes.</param>
    /// <param name="megabytes">How much; null: nine tenths of the machine's memory.</param>
    public static ProcessLimits Of(TimeSpan? time, double? megabytes) =>
        new(
            time ?? TimeSpan.FromSeconds(DefaultSeconds),
            megabytes is { } most ? (long)(most * (1 << 20)) : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 10 * 9
        );

    // Until a call that was cancelled has to have ended.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits for a call.</summary>
    /// <param name="task">The call, cancelled by the same token.</param>
    /// <param name="child">The process that it is in.</param>
    /// <param name="cancellation">The caller's.</param>
    /// <exception cref="PluginFaultException">It took too long, or the process too much memory.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled; where the call still runs, it did not heed that.</exception>
    public void Wait(Task task, ChildProcess child, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            while (Task.WaitAny([task], _look.Milliseconds, cancellation) < 0)
            {
                if (watch.Elapsed > Time)
                    throw new PluginFaultException(
                        FormattableString.Invariant($"it took longer than its limit of {Time.TotalSeconds:0.###} s, and its process was ended.")
                    );
                if (child.Memory is var memory && memory > Memory)
                    throw new PluginFaultException($"its process had {memory >> 20} MiB of memory, more than its limit of {Memory >> 20} MiB, and was ended.");
            }
        }
        catch (OperationCanceledException)
        {
            Task.WaitAny([task], _patience);
            throw;
        }
    }
}
