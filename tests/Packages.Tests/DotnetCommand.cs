using System.Diagnostics;

namespace Packages.Tests;

/// <summary>Runs the SDK as a user would, not as a child of the test run.</summary>
internal static class DotnetCommand
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    /// <summary>Runs a command in the repository's root.</summary>
    /// <param name="arguments">What follows <c>dotnet</c>.</param>
    public static CommandResult Run(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The test run's own MSBuild would otherwise be found in the place of the SDK's.
        foreach (var name in start.Environment.Keys.Where(IsOfTheTestRun).ToList())
            start.Environment.Remove(name);
        // A node that outlives the command would keep its folders, and the output open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(_patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'dotnet {string.Join(' ', arguments)}' did not end within {_patience.TotalMinutes} minutes.");
        }

        return new CommandResult(process.ExitCode, output.GetAwaiter().GetResult() + errors.GetAwaiter().GetResult());
    }

    private static bool IsOfTheTestRun(string name) =>
        name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)
        || name is "DOTNET_HOST_PATH" or "DeferredSegPackages" or "TorchDevice";
}
