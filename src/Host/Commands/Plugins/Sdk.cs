using System.ComponentModel;
using System.Diagnostics;

namespace DeferredSeg.Host.Commands.Plugins;

/// <summary>The .NET SDK of this machine.</summary>
internal static class Sdk
{
    /// <summary>Runs <c>dotnet</c> in a folder.</summary>
    /// <returns>Its exit code and everything that it printed.</returns>
    /// <exception cref="FeedException">It is not there.</exception>
    public static async Task<(int ExitCode, string Output)> Run(string folder, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Started from within a build or a test run, it would find that one's MSBuild.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        // A node that outlives the command would keep its output open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        using var process = Start(start);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var error = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, await output + await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new FeedException(
                $"The .NET SDK, which packs the packages, was not found: {e.Message}. "
                    + "Install the .NET 10 SDK from https://dotnet.microsoft.com/download/dotnet/10.0 and make sure that 'dotnet' is on the PATH.",
                e
            );
        }
    }
}
