using System.Diagnostics;
using System.Reflection;

namespace Shared.Authoring;

/// <summary>
/// A folder where an author of plugins works, with a package cache of its own: what the machine's cache has is looked up there, what is
/// restored from a feed stays here. It goes when the test is over.
/// </summary>
internal sealed class AuthorFolder : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(15);

    public string Path { get; } = Directory.CreateTempSubdirectory("deferredseg-author-").FullName;

    /// <summary>The checkout that these tests were built from.</summary>
    public static string Checkout { get; } = Fact("RepositoryRoot");

    /// <summary>The host's program.</summary>
    public static string Program { get; } = Fact("Program");

    public string Of(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Runs the host's command line here.</summary>
    public CommandResult Host(params string[] arguments) => Run(Path, [Program, .. arguments]);

    /// <summary>Runs the SDK in a folder of this one.</summary>
    public CommandResult Dotnet(string folder, params string[] arguments) => Run(Of(folder), arguments);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private CommandResult Run(string folder, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The test run's own MSBuild would otherwise be found in the place of the SDK's.
        foreach (var name in start.Environment.Keys.Where(IsOfTheTestRun).ToList())
            start.Environment.Remove(name);
        start.Environment["NUGET_FALLBACK_PACKAGES"] =
            Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        start.Environment["NUGET_PACKAGES"] = Of("packages");
        // The audit asks the network.
        start.Environment["NuGetAudit"] = "false";
        start.Environment["DEFERREDSEG_PLUGINS"] = Of("plugins");
        // A node that outlives the command would keep its folders, and the output open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(_patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'dotnet {string.Join(' ', arguments)}' did not end within {_patience.TotalMinutes} minutes.");
        }
        return new($"dotnet {string.Join(' ', arguments)}", process.ExitCode, output.GetAwaiter().GetResult() + errors.GetAwaiter().GetResult());
    }

    private static bool IsOfTheTestRun(string name) =>
        name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)
        || name is "DOTNET_HOST_PATH" or "DeferredSegPackages" or "TorchDevice";

    private static string Fact(string key) =>
        typeof(AuthorFolder).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(fact => fact.Key == key).Value!;
}
