namespace Packages.Tests;

/// <summary>A build with the real packages' names that needs no network and writes to a temporary folder alone.</summary>
internal static class NugetBuild
{
    /// <summary>Finds the packages that no stand-in replaces where the machine keeps those it has.</summary>
    public static string WithOtherPackages => "-p:RestoreFallbackFolders=" + (Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"));

    public static IEnumerable<string> Arguments(string project, TemporaryFolder folder) =>
    [
        "build", project, "-m:1", "-v:q", "-nologo",
        "-p:DeferredSegPackages=nuget",
        "-p:TorchDevice=cpu",
        $"-p:ArtifactsPath={folder.Of("artifacts")}",
        $"-p:RestoreSources={LocalFeed.CreateIn(folder)}",
        $"-p:RestorePackagesPath={folder.Of("packages")}",
        "-p:NuGetAudit=false",
    ];
}
