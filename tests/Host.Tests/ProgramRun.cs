using System.Diagnostics;

namespace DeferredSeg.Host.Tests;

/// <summary>One run of the command line, as a process of its own.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    public static ProgramRun Of(params string[] arguments) => Of([], arguments);

    public static ProgramRun Of(IEnumerable<(string Name, string Value)> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [BuildFacts.Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DEFERREDSEG_PLUGINS"] = BuildFacts.Plugins;
        start.Environment["OMP_NUM_THREADS"] = "1";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, error.Result);
    }
}
