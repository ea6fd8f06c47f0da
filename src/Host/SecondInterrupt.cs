using System.Runtime.InteropServices;

namespace DeferredSeg.Host;

/// <summary>The first Ctrl-C asks a command to stop, the second ends the process at once.</summary>
internal static class SecondInterrupt
{
    /// <summary>Watches until the result is disposed.</summary>
    public static IDisposable Watch()
    {
        var interrupts = 0;
        return PosixSignalRegistration.Create(
            PosixSignal.SIGINT,
            _ =>
            {
                if (Interlocked.Increment(ref interrupts) > 1)
                    Environment.Exit(ExitCode.Interrupted);
            }
        );
    }
}
