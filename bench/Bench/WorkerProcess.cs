using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace DeferredSeg.Bench;

/// <summary>
/// A worker of one side and setting, in a process of its own: bench/worker starts it. Between requests it is stopped: the
/// threads of OpenMP and OpenBLAS spin for a while after their work, on the processors that the next one measures with.
/// </summary>
internal sealed partial class WorkerProcess : IDisposable
{
    private const int Continue = 18;
    private const int Stop = 19;
    private static readonly TimeSpan _waking = TimeSpan.FromMilliseconds(2);

    private readonly Process _process;
    private readonly string _name;

    /// <param name="starter">bench/worker.</param>
    /// <param name="name">Of Sides.</param>
    public WorkerProcess(string starter, string name)
    {
        _name = name;
        _process = Process.Start(new ProcessStartInfo(starter, name.Split('-')) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    public double Ask(string request)
    {
        _ = Signal(_process.Id, Continue);
        // The runtime's own threads wake as well, and do what they do then.
        Thread.Sleep(_waking);
        _process.StandardInput.WriteLine(request);
        _process.StandardInput.Flush();
        var answer =
            _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The process {_name} ended at '{request}'; its error is above.");
        _ = Signal(_process.Id, Stop);
        return double.Parse(answer, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _ = Signal(_process.Id, Continue);
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
