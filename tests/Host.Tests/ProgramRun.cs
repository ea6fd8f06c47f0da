using System.Diagnostics;

// Runs in this process share the console and libtorch's random numbers: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace DeferredSeg.Host.Tests;

/// <summary>One run of the command line.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    /// <summary>In this process, where libtorch is loaded and the code is compiled once for all runs.</summary>
    public static ProgramRun Of(params string[] arguments)
    {
        using var console = RunConsole.Take();
        var code = Program.Main(arguments).GetAwaiter().GetResult();
        return new(code, console.Output, console.Error);
    }

    /// <summary>As a process of its own, as a user starts it, with further environment variables.</summary>
    public static ProgramRun Started(IEnumerable<(string Name, string Value)> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [BuildFacts.Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DEFERREDSEG_PLUGINS"] = BuildFacts.Plugins;
        start.Environment["OMP_NUM_THREADS"] = "1";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, error.Result);
    }
}
