using System.Diagnostics;
using System.Globalization;

namespace DeferredSeg.Bench;

/// <summary>A worker of one side and setting, in a process of its own: bench/worker starts it.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;
    private readonly string _name;

    /// <param name="starter">bench/worker.</param>
    /// <param name="name">Side and setting, for example python-tuned.</param>
    public WorkerProcess(string starter, string name)
    {
        _name = name;
        _process = Process.Start(new ProcessStartInfo(starter, name.Split('-')) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    public double Ask(string request)
    {
        _process.StandardInput.WriteLine(request);
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The process {_name} ended at '{request}'; its error is above.");
        return double.Parse(answer, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
