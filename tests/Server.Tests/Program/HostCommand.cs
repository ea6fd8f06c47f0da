using System.Diagnostics;

namespace DeferredSeg.Server.Tests.Program;

/// <summary>One run of the program: what it ended with and said.</summary>
/// <param name="ExitCode">What it ended with.</param>
/// <param name="Output">What it wrote.</param>
/// <param name="Error">What it complained about.</param>
internal sealed record HostCommand(int ExitCode, string Output, string Error)
{
    /// <summary>Runs it to its end, in a folder.</summary>
    public static async Task<HostCommand> Run(string folder, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(ServedProgram.File!, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new(process.ExitCode, await output, await error);
    }
}
